import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { METRIC } from '../../../lambda/shared/contract.ts';
import { onlyResource, render, resourcesOf } from './resources.ts';
import { synthesize } from './synthesize.ts';

const bodySchema = z.object({
  periodOverride: z.string(),
  widgets: z.array(
    z.object({
      x: z.int(),
      y: z.int(),
      width: z.int(),
      height: z.int(),
      properties: z.object({
        title: z.string(),
        alarms: z.optional(z.array(z.string())),
        metrics: z.optional(z.array(z.array(z.unknown()))),
        annotations: z.optional(z.object({ horizontal: z.array(z.object({ value: z.number() })) })),
      }),
    }),
  ),
});

describe('the dashboard', () => {
  let template: Template;
  let body: z.infer<typeof bodySchema>;

  beforeAll(async () => {
    template = await synthesize();
    const { DashboardBody: text } = onlyResource(template, 'AWS::CloudWatch::Dashboard').Properties;
    body = bodySchema.parse(JSON.parse(render(template, text)));
  });

  const metricsOf = (title: RegExp) => {
    const [widget] = body.widgets.filter(({ properties }) => title.test(properties.title));
    return (widget?.properties.metrics ?? []).map((metric) => {
      const { period, stat } = z.object({ period: z.int(), stat: z.string() }).parse(metric.at(-1));
      return `${metric[0]} ${metric[1]} ${stat} ${period}`;
    });
  };

  test('shows the state of every alarm', () => {
    const shown = body.widgets.flatMap(({ properties }) => properties.alarms ?? []);

    expect(shown).toHaveLength(resourcesOf(template, 'AWS::CloudWatch::Alarm').length);
    expect(shown[0]).toBe('{AWS::CloudWatch::Alarm AlarmsConfirmedSenderLost.Arn}');
  });

  test('shows last night: what both passes checked, and what was left after the newest', () => {
    expect(metricsOf(/^Last night$/)).toEqual([
      'ConstantContactAccountSync AccountsChecked Sum 86400',
      'ConstantContactAccountSync AccountsFailed Maximum 3600',
      'ConstantContactAccountSync AccountsDeferred Maximum 3600',
    ]);
  });

  test('shows requests against the daily quota', () => {
    const [widget] = body.widgets.filter(({ properties }) => /^Requests/.test(properties.title));

    expect(metricsOf(/^Requests/)).toEqual(['ConstantContactAccountSync RequestsUsed Sum 86400']);
    expect(widget?.properties.annotations?.horizontal).toMatchObject([{ value: 10_000 }]);
  });

  test('shows every metric of ours but the refusals, which are an alarm', () => {
    const shown = body.widgets
      .flatMap(({ properties }) => properties.metrics ?? [])
      .filter(([namespace]) => namespace === 'ConstantContactAccountSync')
      .map(([, name]) => name);

    const others = ['UpdateRefused', 'ReauthorizationRequired'];
    const expected = Object.values<string>(METRIC).filter((name) => !others.includes(name));
    expect(shown.sort()).toEqual(expected.sort());
  });

  test('shows how long the functions take and how they fail, at the alias', () => {
    const [widget] = body.widgets.filter(({ properties }) => /^Errors/.test(properties.title));

    expect(metricsOf(/^Longest invocation/)).toEqual([
      'AWS/Lambda Duration Maximum 3600',
      'AWS/Lambda Duration Maximum 3600',
    ]);
    expect(metricsOf(/^Errors/)).toEqual([
      'AWS/Lambda Errors Sum 3600',
      'AWS/Lambda Errors Sum 3600',
    ]);
    expect(widget?.properties.metrics?.map((metric) => metric[5])).toEqual([
      '{AWS::Lambda::Function SyncFunction}:live',
      '{AWS::Lambda::Function UpdateFunction}:live',
    ]);
  });

  test('keeps the periods of its graphs whatever span of time is looked at', () => {
    expect(body.periodOverride).toBe('inherit');
  });

  test('fills its rows without gaps or overlaps', () => {
    const rows = Object.groupBy(body.widgets, ({ y }) => y);

    for (const row of Object.values(rows)) {
      expect(row?.reduce((width, widget) => width + widget.width, 0)).toBe(24);
      expect(new Set(row?.map(({ height }) => height)).size).toBe(1);
    }
  });
});

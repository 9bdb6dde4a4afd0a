import { expect, test } from 'vitest';
import { castStory, STORY } from '../../../infra/local/story.ts';

test.each([10, 11, 60, 365, 4000])(
  'over %i nights every chapter is told once, in order',
  (nights) => {
    const cast = castStory(nights);

    expect(cast).toHaveLength(nights - 1);
    expect(cast.filter((chapter) => chapter !== undefined)).toEqual(STORY);
  },
);

test.each([1, 2, 5, 9])('over %i nights the end of the story is left out', (nights) => {
  const cast = castStory(nights);

  expect(cast).toEqual(STORY.slice(0, nights - 1));
});

test('sixty nights leave quiet ones between the chapters and after the last', () => {
  const cast = castStory(60);

  const neighbours = cast.filter((chapter, night) => chapter && cast[night + 1]);
  expect(neighbours).toEqual([]);
  expect(cast.at(-1)).toBeUndefined();
});

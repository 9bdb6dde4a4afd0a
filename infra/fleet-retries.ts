import { Duration } from 'aws-cdk-lib';
import type { RetryProps } from 'aws-cdk-lib/aws-stepfunctions';

/** Nothing is lost or done twice by calling again: what is checked for this time is not pending any more. */
export const FLEET_RETRIES: readonly RetryProps[] = [
  {
    // The one execution that is reserved may be at work for another pass, such as the same one delivered twice: the
    // largest fleet takes 54 minutes, slice by slice.
    errors: ['Lambda.TooManyRequestsException'],
    interval: Duration.seconds(10),
    backoffRate: 2,
    maxDelay: Duration.minutes(1),
    maxAttempts: 90,
  },
  {
    errors: [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.ClientExecutionTimeoutException',
    ],
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxAttempts: 6,
  },
  {
    // A crash, a time-out, or a pass that could check no account: as often as Lambda repeats an event, and as slowly.
    errors: ['States.ALL'],
    interval: Duration.minutes(1),
    backoffRate: 2,
    maxAttempts: 2,
  },
];

import { describeEncoder } from '../../../support/encoderTests.js';

// Node 20 has no relaxed SIMD; test/browser/encoder.test.ts has the other builds.
describeEncoder('plain');

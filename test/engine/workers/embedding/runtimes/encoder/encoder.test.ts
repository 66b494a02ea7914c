import { describeEncoder } from '../../../../../support/encoderTests.js';
import { describeProduct } from '../../../../../support/productTests.js';

// Node 20 has no relaxed SIMD; test/browser/encoder.test.ts has the other builds.
describeProduct('plain');
describeEncoder('plain');

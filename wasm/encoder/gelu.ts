// GELU (Hendrycks and Gimpel, 2016) without exp or division.

import { multiplyAdd } from './lanes';

// x (1/2 + u P(u^2)) with u = x between -4 and 4; P fitted to erf by minimax. Largest error for |x| < 8: 1.9e-4.
const BOUNDS: usize = memory.data<f32>([-4, 4]);
const HALF: usize = memory.data<f32>([0.5]);
const P: usize = memory.data<f32>([2.2781507e-8, -1.5986057e-6, 4.7955585e-5, -8.1401609e-4, 8.7723912e-3, -6.4573117e-2, 0.39788335]);

@inline export function gelu(x: v128): v128 {
  const u = f32x4.pmin(f32x4.pmax(x, v128.load32_splat(BOUNDS)), v128.load32_splat(BOUNDS, 4));
  const z = f32x4.mul(u, u);
  let p = multiplyAdd(z, v128.load32_splat(P), v128.load32_splat(P, 4));
  p = multiplyAdd(p, z, v128.load32_splat(P, 8));
  p = multiplyAdd(p, z, v128.load32_splat(P, 12));
  p = multiplyAdd(p, z, v128.load32_splat(P, 16));
  p = multiplyAdd(p, z, v128.load32_splat(P, 20));
  p = multiplyAdd(p, z, v128.load32_splat(P, 24));
  return f32x4.mul(x, multiplyAdd(p, u, v128.load32_splat(HALF)));
}

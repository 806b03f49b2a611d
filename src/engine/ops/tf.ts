/**
 * Every name taken from TensorFlow.js: a replacement would be written here. The modules `@tensorflow/tfjs` is made of are
 * imported by their parts (4.22.0; the layers interface and the union package are not used).
 */
import {
  add,
  avgPool,
  concat,
  type DataId,
  engine,
  env,
  findBackend,
  fused,
  maxPool,
  mean,
  mul,
  pad,
  relu,
  relu6,
  removeBackend,
  setBackend,
  sub,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';

export {
  add,
  avgPool,
  concat,
  type DataId,
  engine,
  env,
  findBackend,
  fused,
  maxPool,
  mean,
  mul,
  pad,
  relu,
  relu6,
  removeBackend,
  setBackend,
  sub,
  type Tensor,
  tensor,
  tidy,
};

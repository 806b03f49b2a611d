import { env } from '../ops/tf.ts';
import { activate } from './activate.ts';
import { isSoftware } from './software.ts';
import { type Backend, BackendError } from './types.ts';

/** WebGL 2 through TensorFlow.js. Taken only where it renders to 32-bit floats: with 16 bits features are wrong and small values vanish. */
export const webgl: Backend = {
  name: 'webgl',
  async available() {
    if (typeof OffscreenCanvas !== 'function') return { ok: false, code: 'absent', detail: 'no OffscreenCanvas', device: '' };
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
    if (!gl) return { ok: false, code: 'absent', detail: 'no WebGL 2 context', device: '' };
    try {
      const names = gl.getExtension('WEBGL_debug_renderer_info');
      const device = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
      if (!gl.getExtension('EXT_color_buffer_float')) return { ok: false, code: 'half-precision', detail: device, device };
      if (isSoftware(device)) return { ok: false, code: 'software', detail: device, device };
      return { ok: true, code: 'chosen', detail: device, device };
    } finally {
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    }
  },
  async start({ timeout }) {
    await import('@tensorflow/tfjs-backend-webgl');
    await activate('webgl', timeout);
    if (!env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) throw new BackendError('half-precision', 'WebGL gives 16-bit numbers here');
    return { key: 'webgl-f32', device: 'WebGL 2' };
  },
};

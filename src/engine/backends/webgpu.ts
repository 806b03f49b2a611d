import { activate } from './activate.ts';
import { isSoftware } from './software.ts';
import type { Backend } from './types.ts';
import { withTimeout } from './withTimeout.ts';

const ADAPTER_TIMEOUT = 5_000;

/** WebGPU through TensorFlow.js, in 32-bit floats. */
export const webgpu: Backend = {
  name: 'webgpu',
  async available() {
    const gpu = typeof navigator === 'object' ? navigator.gpu : undefined;
    if (!gpu) return { ok: false, code: 'absent', detail: 'no navigator.gpu', device: '' };
    const adapter = await withTimeout(gpu.requestAdapter({ powerPreference: 'high-performance' }), ADAPTER_TIMEOUT, 'webgpu');
    if (!adapter) return { ok: false, code: 'absent', detail: 'no adapter', device: '' };
    // Where the fallback flag is depends on the browser's version: on the adapter first, on its info since Chrome 140.
    const { info } = adapter as { info?: Partial<GPUAdapterInfo> & { isFallbackAdapter?: boolean } };
    const fallback = info?.isFallbackAdapter ?? (adapter as { isFallbackAdapter?: boolean }).isFallbackAdapter ?? false;
    const device =
      [info?.vendor, info?.architecture, info?.device, info?.description].filter((part) => part).join(' ') || 'unnamed adapter';
    if (fallback || isSoftware(device)) return { ok: false, code: 'software', detail: device, device };
    return { ok: true, code: 'chosen', detail: device, device };
  },
  async start({ timeout }) {
    await import('@tensorflow/tfjs-backend-webgpu');
    await activate('webgpu', timeout);
    return { key: 'webgpu-f32', device: 'WebGPU' };
  },
};

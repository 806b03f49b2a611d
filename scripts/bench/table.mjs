/** The targets of docs/speed.md: ResNet50 at 224 px on wasm, two cores. */
const TARGETS = { 'own / unfused': 1.1, 'own / ort': 0.85, 'own x2 / own': 1.7 };
const MEMORY_TARGET = 1.6e9;

/** Results as a Markdown table, one network and backend a row, and the targets below it. */
export function table(results) {
  const rate = (w) => (!w ? '-' : (w.imagesPerSecond?.toFixed(2) ?? `(${w.problem})`));
  const memory = (bytes) => (bytes ? `${(bytes / 1e9).toFixed(2)}` : '-');
  const head = [
    'network',
    'backend',
    'own',
    '(a) unfused',
    '(b) ort',
    'own x2',
    'ort 2 threads',
    'own/(a)',
    'own/(b)',
    'x2/own',
    'x2/ort 2',
    'own/(a) by processor time',
    'own/(b) by processor time',
    'GB own',
    'GB (a)',
    'GB (b)',
    'GB own x2',
    'GB pool of 2',
  ];
  const rows = results.map((r) => {
    const ratio = (key) => r.ratios[key]?.toFixed(2) ?? '-';
    return [
      `${r.network} ${r.size}`,
      r.backend,
      ...['own', 'unfused', 'ort', 'own x2', 'ort 2 threads'].map((key) => rate(r.ways[key])),
      ...['own / unfused', 'own / ort', 'own x2 / own', 'own x2 / ort 2 threads'].map(ratio),
      ...['own / unfused', 'own / ort'].map((key) => r.cpuRatios[key]?.toFixed(2) ?? '-'),
      ...['own', 'unfused', 'ort', 'own x2'].map((key) => memory(r.ways[key]?.memory)),
      memory(r.pool?.memory),
    ];
  });
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const target = results.find((r) => r.network === 'resnet50' && r.backend === 'wasm');
  return `${lines.join('\n')}\n${target ? targets(target) : ''}`;
}

function targets(r) {
  const lines = Object.entries(TARGETS).map(([key, wanted]) => {
    const got = r.ratios[key];
    const within = r.rounds.map(({ rates }) => (rates[key.split(' / ')[0]] / rates[key.split(' / ')[1]]).toFixed(2));
    const cpu = r.cpuRatios[key] ? `, ${r.cpuRatios[key].toFixed(2)} by processor time` : '';
    return `${key}: ${got?.toFixed(2)} (target ${wanted}) ${got >= wanted ? 'met' : 'MISSED'}; rounds ${within.join(' ')}${cpu}`;
  });
  const peak = r.pool?.memory ?? null;
  const text =
    peak === null
      ? 'not measured'
      : `${(peak / 1e9).toFixed(2)} GB (target ${MEMORY_TARGET / 1e9}) ${peak <= MEMORY_TARGET ? 'met' : 'MISSED'}`;
  return `\nTargets, ResNet50 at ${r.size} px on wasm:\n${lines.join('\n')}\nwhole browser, the pool with two engines: ${text}\n`;
}

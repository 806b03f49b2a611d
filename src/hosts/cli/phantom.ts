import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePng } from '../../formats/images/pngWrite.ts';
import { makePhantom, phantomDefaults, TASKS } from '../../phantoms/index.ts';
import { csvCell } from '../../util/csvCell.ts';
import { onlyPositional, readArgs, realNumber, UsageError, wholeNumber } from './args.ts';

/** `radtune phantom NAME --out DIR`: images/, masks/ and labels.csv of a synthetic task. */
export async function command(argv: string[]): Promise<number> {
  const { values, positionals } = readArgs(argv, {
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    patients: { type: 'string', default: String(phantomDefaults.patients) },
    images: { type: 'string', default: String(phantomDefaults.imagesPerPatient) },
    contrast: { type: 'string', default: String(phantomDefaults.contrast) },
    noise: { type: 'string', default: String(phantomDefaults.noise) },
    confounder: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const name = onlyPositional(positionals, `task (${TASKS.map((t) => t.id).join(', ')})`);
  const task = TASKS.find((t) => t.id === name);
  if (!task) throw new UsageError(`There is no task "${name}". Known: ${TASKS.map((t) => t.id).join(', ')}.`);
  if (!values.out) throw new UsageError('--out DIR says where the images go.');
  const request = {
    task: task.id,
    seed: wholeNumber(values.seed, 'seed', 0, 2 ** 31),
    patients: wholeNumber(values.patients, 'patients', 4, 5000),
    imagesPerPatient: wholeNumber(values.images, 'images', 1, 100),
    contrast: realNumber(values.contrast, 'contrast', 0, 1),
    noise: realNumber(values.noise, 'noise', 0, 1),
    confounder: values.confounder,
  };
  await mkdir(join(values.out, 'images'), { recursive: true });
  await mkdir(join(values.out, 'masks'), { recursive: true });
  const lines = ['file,label,patient,site'];
  let count = 0;
  for (const image of makePhantom(request)) {
    await writeFile(join(values.out, 'images', image.name), writePng(image.frame));
    if (image.mask) await writeFile(join(values.out, 'masks', image.name), writePng({ ...image.frame, data: image.mask }));
    lines.push([`images/${image.name}`, task.classes[image.truth]!, image.patient, image.site].map(csvCell).join(','));
    count++;
  }
  await writeFile(join(values.out, 'labels.csv'), `${lines.join('\n')}\n`);
  await writeFile(
    join(values.out, 'README.md'),
    `# ${task.id}, synthetic\n\nMade by \`radtune phantom\`: no patient, no scanner. Each image in images/ has its class, patient and site in labels.csv and, where there is a lesion, its mask in masks/.\n\n\`\`\`json\n${JSON.stringify(request)}\n\`\`\`\n`,
  );
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...request, out: values.out, images: count })}\n`
      : `${count} synthetic images of ${request.patients} patients in ${values.out}\n`,
  );
  return 0;
}

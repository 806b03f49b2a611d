import type { Key } from '../words/index.ts';

/** As its authors' project gives it. */
export const BIBTEX = `@article{doi:10.1148/ryai.210315,
  author = {Mei, Xueyan and others},
  title = {RadImageNet: An Open Radiologic Deep Learning Research Dataset for Effective Transfer Learning},
  journal = {Radiology: Artificial Intelligence},
  volume = {0},
  number = {ja},
  pages = {e210315},
  year = {2022},
  doi = {10.1148/ryai.210315}
}`;

/** Top-1 and top-5 accuracy in % on RadImageNet, from the README of github.com/BMEII-AI/RadImageNet; `kerasOnly`: there is no PyTorch file. */
export const REPORTED: readonly { network: string; top1: number; top5: number; kerasOnly?: boolean }[] = [
  { network: 'ResNet50', top1: 72.3, top5: 94.1 },
  { network: 'DenseNet121', top1: 73.1, top5: 96.1 },
  { network: 'InceptionV3', top1: 73.2, top5: 92.7 },
  { network: 'InceptionResNetV2', top1: 74.0, top5: 94.3, kerasOnly: true },
];

/** Papers that compare RadImageNet with ImageNet or the like, by year. */
export const PAPERS: readonly { title: string; address: string; found: Key }[] = [
  { title: 'Mei et al., Radiology: AI 2022', address: 'https://doi.org/10.1148/ryai.210315', found: 'rin.paper.mei' },
  { title: 'Juodelyte et al., TMLR 2023', address: 'https://arxiv.org/abs/2302.08272', found: 'rin.paper.revisit' },
  { title: 'Juodelyte et al., Source Matters, 2024', address: 'https://arxiv.org/abs/2403.04484', found: 'rin.paper.source' },
  { title: 'JACR 2024, thyroid ultrasound', address: 'https://doi.org/10.1016/j.jacr.2024.06.011', found: 'rin.paper.thyroid' },
  { title: 'Frees, Bolling, Bhagirath, 2025', address: 'https://arxiv.org/abs/2508.17567', found: 'rin.paper.frees' },
  {
    title: 'RadiologyNET, Scientific Reports 2025',
    address: 'https://doi.org/10.1038/s41598-025-05009-w',
    found: 'rin.paper.radiologynet',
  },
];

export const LINKS: readonly (readonly [what: Key, address: string])[] = [
  ['about.link.site', 'https://www.radimagenet.com/'],
  ['about.link.code', 'https://github.com/BMEII-AI/RadImageNet'],
  ['about.link.paper', 'https://pmc.ncbi.nlm.nih.gov/articles/PMC9530758/'],
  ['about.link.weights', 'https://huggingface.co/Lab-Rasool/RadImageNet'],
  ['about.link.kaggle', 'https://www.kaggle.com/datasets/ipythonx/notop-wg-radimagenet'],
];

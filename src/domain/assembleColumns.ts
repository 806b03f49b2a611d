/** What a column of a table is for. */
export type Role = 'file' | 'label' | 'patient' | 'site' | 'split';

/** Usual names, the likeliest first; compared without case, blanks, dashes and underscores. */
const NAMES: Record<Role, readonly string[]> = {
  file: 'file filename filepath path image imagefile imagename imagepath imageid img imgname imgid imgpath imageindex picture photo name scan slice dicom dcm id uid key index'.split(
    ' ',
  ),
  label:
    'label labels class classes classname classid target diagnosis dx category finding findings findinglabel findinglabels outcome groundtruth truth gt y pathology result disease abnormality'.split(
      ' ',
    ),
  patient:
    'patient patientid patientcode patientname patientno patientnumber pid subject subjectid subj participant participantid person personid individual mrn case caseid caseno exam examid study studyid'.split(
      ' ',
    ),
  site: 'site siteid hospital center centre institution clinic'.split(' '),
  split: 'split subset partition part set dataset datasplit fold usage'.split(' '),
};

const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Columns whose names fit a role, the likeliest first. */
export function columnsFor(role: Role, header: readonly string[]): number[] {
  const rank = (c: number) => NAMES[role].indexOf(plain(header[c]!));
  return header
    .map((_, c) => c)
    .filter((c) => rank(c) >= 0)
    .sort((a, b) => rank(a) - rank(b) || a - b);
}

/** Whether a column's name fits any role. */
export const hasRole = (name: string): boolean => Object.values(NAMES).some((names) => names.includes(plain(name)));

// SPDX-License-Identifier: Apache-2.0
// A PDF of one page: JPEG pictures, lines, filled shapes and Helvetica, placed in millimetres from the upper left
// corner. Source: ISO 32000-1; no more of it than this needs.

const pointsOfMm = 72 / 25.4;

// What differs from Latin-1 in WinAnsiEncoding, of what French uses.
const winAnsi = {'€': 0x80, '…': 0x85, 'Œ': 0x8c, '‘': 0x91, '’': 0x92, '“': 0x93, '”': 0x94, '–': 0x96, '—': 0x97, 'œ': 0x9c, '\u202f': 0x20, '\u00a0': 0x20};

/** A PDF string of a text: octal for all that is not plain ASCII, `?` for what the font has not. */
export function pdfString(text) {
  let out = '(';
  for (const letter of text.normalize('NFC')) {
    const code = winAnsi[letter] ?? letter.codePointAt(0);
    const byte = code > 255 ? 0x3f : code;
    out += byte >= 0x20 && byte < 0x7f && !'()\\'.includes(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return `${out})`;
}

function number(value) {
  return String(Number(value.toFixed(3)));
}

export class PdfPage {
  constructor(widthMm, heightMm, title) {
    Object.assign(this, {widthMm, heightMm, title, pictures: []});
    this.drawn = [];
  }
  x(mm) { return number(mm * pointsOfMm); }
  y(mm) { return number((this.heightMm - mm) * pointsOfMm); }

  text(x, y, sizePt, text, {bold = false, colour = '0 0 0'} = {}) {
    this.drawn.push(`BT ${colour} rg /${bold ? 'F2' : 'F1'} ${sizePt} Tf ${this.x(x)} ${this.y(y)} Td ${pdfString(text)} Tj ET`);
  }
  /** A JPEG of `pixels` {width, height} in a box. */
  jpeg(bytes, pixels, x, y, width, height) {
    this.pictures.push({bytes, pixels});
    this.drawn.push(`q ${number(width * pointsOfMm)} 0 0 ${number(height * pointsOfMm)} ${this.x(x)} ${this.y(y + height)} cm /I${this.pictures.length} Do Q`);
  }
  rectangle(x, y, width, height, {fill = null, line = null, widthPt = 0.6} = {}) {
    const box = `${this.x(x)} ${this.y(y + height)} ${number(width * pointsOfMm)} ${number(height * pointsOfMm)} re`;
    if (fill) this.drawn.push(`${fill} rg ${box} f`);
    if (line) this.drawn.push(`${line} RG ${widthPt} w ${box} S`);
  }
  polygon(points, fill) {
    const path = points.map(([x, y], i) => `${this.x(x)} ${this.y(y)} ${i ? 'l' : 'm'}`).join(' ');
    this.drawn.push(`${fill} rg ${path} f`);
  }

  objects() {
    const picture = ({bytes, pixels}) => [`<< /Type /XObject /Subtype /Image /Width ${pixels.width} /Height ${pixels.height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${bytes.length} >>\nstream\n`, bytes, '\nendstream'];
    const content = this.drawn.join('\n');
    const names = this.pictures.map((_, i) => `/I${i + 1} ${7 + i} 0 R`).join(' ');
    const font = (name) => [`<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`];
    return [
      [`<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) /ViewerPreferences << /DisplayDocTitle true /PrintScaling /None >> >>`],
      ['<< /Type /Pages /Kids [3 0 R] /Count 1 >>'],
      [`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${number(this.widthMm * pointsOfMm)} ${number(this.heightMm * pointsOfMm)}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> /XObject << ${names} >> >> >>`],
      [`<< /Length ${content.length} >>\nstream\n${content}\nendstream`],
      font('Helvetica'), font('Helvetica-Bold'),
      ...this.pictures.map(picture),
      [`<< /Title ${pdfString(this.title)} /Producer (pcrs-dalles) >>`],
    ];
  }

  /** The file as bytes. */
  bytes() {
    const parts = [], offsets = [];
    let length = 0;
    const put = (part) => {
      const bytes = typeof part === 'string' ? Uint8Array.from(part, (letter) => letter.charCodeAt(0)) : part;
      parts.push(bytes);
      length += bytes.length;
    };
    put('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n');
    const objects = this.objects();
    objects.forEach((object, i) => {
      offsets.push(length);
      put(`${i + 1} 0 obj\n`);
      object.forEach(put);
      put('\nendobj\n');
    });
    const start = length;
    put(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`);
    put(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${start}\n%%EOF\n`);
    return new Blob(parts, {type: 'application/pdf'});
  }
}

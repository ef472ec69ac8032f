import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readCertificates } from '../../../src/docker/certificates.ts';

describe('readCertificates', () => {
  it('reads the three files, or none without a path', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
    for (const file of ['ca', 'cert', 'key']) await writeFile(join(folder, `${file}.pem`), file);
    expect(readCertificates(folder)).toEqual({
      ca: Buffer.from('ca'),
      cert: Buffer.from('cert'),
      key: Buffer.from('key'),
    });
    expect(readCertificates(undefined)).toEqual({});
    await rm(folder, { recursive: true });
  });

  it('names the file that is missing', () => {
    expect(() => readCertificates('/nonexistent')).toThrow(
      expect.objectContaining({ code: 'engine_certificates', message: expect.stringContaining('/nonexistent/ca.pem') }),
    );
  });
});

/** Beside every text of the bundle its gzip, which the service hands out as it is. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXTS = /\.(js|css|svg|json)$/

export function compressed(): Plugin {
  return {
    name: 'gouhook-compressed',
    apply: 'build',
    writeBundle({ dir }) {
      const assets = join(dir ?? '.', 'assets')
      for (const file of readdirSync(assets))
        if (TEXTS.test(file)) writeFileSync(join(assets, `${file}.gz`), gzipSync(readFileSync(join(assets, file)), { level: 9 }))
    },
  }
}

/** The labels of the page come from the one catalogue of messages: its files `page*.yaml`, and
 * the words of statuses and roles. They are read when the page is built. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { parse } from 'yaml'

const NAME = 'virtual:messages'
const KEPT = /^(page|word|run_status|severity|stage)\./

export function messages(folder: string): Plugin {
  const read = (): Record<string, { zh: string; en: string }> => {
    const all: Record<string, { zh: string; en: string }> = {}
    for (const file of readdirSync(folder).sort()) {
      if (!file.endsWith('.yaml')) continue
      const found = parse(readFileSync(join(folder, file), 'utf-8')) ?? {}
      for (const id of Object.keys(found)) {
        if (!KEPT.test(id)) continue
        // An unquoted comma in {zh: …, en: …} ends the text and begins another key.
        if (Object.keys(found[id]).sort().join() !== 'en,zh') throw new Error(`${file}: ${id} needs zh and en, and nothing else: quote its texts`)
        if (id in all) throw new Error(`${file}: ${id} stands in another file already`)
        all[id] = found[id]
      }
    }
    return all
  }
  return {
    name: 'gouhook-messages',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined
      for (const file of readdirSync(folder)) this.addWatchFile(join(folder, file))
      return `export default ${JSON.stringify(read())}`
    },
  }
}

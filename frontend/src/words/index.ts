/** What the page says, in Chinese or English, from the catalogue of messages. */
import { ref, watchEffect } from 'vue'
import messages from 'virtual:messages'
import { keep, kept } from '@/kept'

export type Language = 'zh' | 'en'
const KEPT = 'gouhook.language'

export const language = ref<Language>(kept(KEPT) === 'en' ? 'en' : 'zh')

watchEffect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
  keep(KEPT, language.value)
})

/** Return a message with its parameters filled in; an unknown id shows as itself. */
export function t(id: string, params: Record<string, string | number> = {}): string {
  const text = messages[id]?.[language.value] ?? id
  return text.replace(/\{(\w+)(?::\w+)?\}/g, (whole, name: string) => String(params[name] ?? whole))
}

/** Return the name of a value of a closed vocabulary: `word.<kind>.<value>`, else `word.<value>`. */
export function word(value: string, kind = ''): string {
  for (const id of [`${kind}.${value}`, `word.${kind}.${value}`, `word.${value}`])
    if (messages[id] !== undefined) return t(id)
  return value
}

/** Return words in one line, parted as the language does it. */
export function joined(words: readonly string[]): string {
  return words.join(t('page.part.comma'))
}

/** Return the text of a pair in the language of the page. */
export function either(texts: { zh: string; en?: string | null }): string {
  return language.value === 'en' && texts.en ? texts.en : texts.zh
}

/** For which county somebody hands in: asked where their account leaves that open. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { session } from '@/api/door'
import { keep, kept } from '@/kept'
import { joined, t } from '@/words'

export interface County {
  /** Its administrative code as typed, "" for none. */
  code: Ref<string>
  /** Whether it is asked at all, and whether it has to be said. */
  asked: ComputedRef<boolean>
  needed: ComputedRef<boolean>
  /** The codes that an account is for, to choose from; one of four digits is a prefecture. */
  offered: ComputedRef<readonly string[]>
  /** What is wrong with it, "" for nothing. */
  wrong: ComputedRef<string>
}

const KEPT = 'gouhook.county'
const WHOLE = 6 // digits of a county

export function countyAsked(): County {
  const code = ref(kept(KEPT, 'sessionStorage') ?? '')
  const offered = computed(() => session.value?.counties ?? [])
  const asked = computed(() => session.value?.via !== 'local' && !(offered.value.length === 1 && offered.value[0]?.length === WHOLE))
  const needed = computed(() => offered.value.length > 1)
  const wrong = computed(() => {
    const told = code.value.trim()
    if (!asked.value || (!told && !needed.value)) return ''
    if (!told) return t('page.submit.need_county')
    if (!/^\d{2,6}$/.test(told)) return t('page.submit.wrong_county')
    const own = !offered.value.length || offered.value.some((one) => told.startsWith(one))
    return own ? '' : t('page.submit.other_county', { counties: joined(offered.value) })
  })
  watch(code, (told) => keep(KEPT, told, 'sessionStorage'))
  return { code, asked, needed, offered, wrong }
}

/** What the service is told of it, nothing where it knows by itself. */
export const told = (county: County): string | null => (county.asked.value && county.code.value.trim()) || null

/** Submissions on their way into a batch: those that the service has, and files that are sent now. */
import { computed, onScopeDispose, reactive, type ComputedRef } from 'vue'
import { problemText } from '@/api/problem'
import { askService, service } from '@/api/service'
import { bytes } from '@/parts/bytes'
import { apart, gathered, type Named } from '@/submit/gathered'
import { Cancelled, newKey, send, type Sending } from '@/submit/upload'
import { t } from '@/words'

export interface Member {
  key: string
  name: string
  size: number | null
  /** Of the submission, once the service has it. */
  id: string
  sent: number
  /** Why it is not there, "" for nothing. */
  trouble: string
}
// Two at a time: while one is stored the next is under way.
const AT_ONCE = 2

export interface Gathering {
  members: readonly Member[]
  /** How many are still on their way. */
  waiting: ComputedRef<number>
  has: (id: string, name: string) => void
  take: (files: readonly Named[], county: string | null) => void
  retry: (member: Member) => void
  remove: (member: Member) => void
}

export function gathering(): Gathering {
  const members = reactive<Member[]>([])
  const files = new Map<string, { group: readonly Named[]; county: string | null }>()
  const sendings = new Map<string, Sending>()
  const waiting = computed(() => members.filter((one) => !one.id && !one.trouble).length)
  let working = 0

  function has(id: string, name: string): void {
    if (!members.some((one) => one.id === id)) members.push({ key: id, name, size: null, id, sent: 0, trouble: '' })
  }

  function take(dropped: readonly Named[], county: string | null): void {
    for (const group of apart(dropped)) {
      const key = newKey()
      const path = group[0]?.path ?? ''
      files.set(key, { group, county })
      members.push({ key, name: path.split('/')[0] ?? path, size: null, id: '', sent: 0, trouble: '' })
    }
    begin()
  }

  function begin(): void {
    while (working < AT_ONCE) {
      const next = members.find((one) => !one.id && !one.trouble && files.has(one.key))
      if (!next) return
      working += 1
      void one(next).finally(() => {
        working -= 1
        begin()
      })
    }
  }

  async function one(member: Member): Promise<void> {
    const told = files.get(member.key)
    files.delete(member.key)
    if (!told) return
    try {
      const file = await gathered(told.group)
      await askService().catch(() => undefined)
      const limit = service.value?.upload_bytes ?? Infinity
      if (!file || !members.includes(member)) return
      member.name = file.name
      member.size = file.size
      if (!file.size) member.trouble = t('page.submit.nothing_in_it', { name: file.name })
      else if (file.size > limit) member.trouble = t('page.submit.too_large', { name: file.name, size: bytes(file.size), limit: bytes(limit) })
      if (member.trouble) return
      const sending = send(file, member.key, (sent) => (member.sent = sent), told.county)
      sendings.set(member.key, sending)
      member.id = (await sending.done).id
    } catch (error) {
      if (error instanceof Cancelled) return
      member.trouble = error instanceof DOMException ? t('page.submit.unreadable_here') : problemText(error)
      files.set(member.key, told)
    } finally {
      sendings.delete(member.key)
    }
  }

  function retry(member: Member): void {
    if (!files.has(member.key)) return // sent again it would be as empty or as large
    member.trouble = ''
    member.sent = 0
    begin()
  }

  function remove(member: Member): void {
    members.splice(members.indexOf(member), 1)
    files.delete(member.key)
    sendings.get(member.key)?.cancel()
  }

  onScopeDispose(() => sendings.forEach((sending) => sending.cancel()))
  return { members, waiting, has, take, retry, remove }
}

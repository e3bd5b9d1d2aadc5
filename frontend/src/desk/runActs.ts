/** What one can do with a run, each said back to the user. */
import { ElMessage, ElMessageBox } from 'element-plus'
import { api, take } from '@/api/client'
import { Problem } from '@/api/problem'
import { subject, type RunView } from './runWords'
import { t } from '@/words'

/** Do something and say what came of it; a refusal is told in the service's words. */
export async function told<T>(act: () => Promise<T>, done: (result: T) => string): Promise<T | null> {
  try {
    const result = await act()
    ElMessage.success(done(result))
    return result
  } catch (error) {
    const problem = error instanceof Problem ? error : null
    const incident = problem?.incident ? t('page.state.incident', { incident: problem.incident }) : ''
    ElMessage.error({ message: `${problem ? problem.text : t('page.state.failed')} ${incident}`, duration: 8000, showClose: true })
    return null
  }
}

/** Ask before something that cannot be taken back; false where the user thinks better of it. */
export async function sure(question: string, title: string, yes: string): Promise<boolean> {
  try {
    await ElMessageBox.confirm(question, title, { confirmButtonText: yes, cancelButtonText: t('page.desk.no'), confirmButtonType: 'danger', type: 'warning', autofocus: false })
    return true
  } catch {
    return false
  }
}

export async function cancel(run: RunView): Promise<void> {
  if (!(await sure(t('page.desk.cancel_ask', { name: subject(run) }), t('page.desk.cancel'), t('page.desk.cancel')))) return
  await told(
    () => take(api.POST('/api/v1/runs/{run_id}/cancel', { params: { path: { run_id: run.id } } })),
    () => t('page.desk.cancelled', { name: subject(run) }),
  )
}

/** Check the same submission again with the same options. */
export async function rerun(run: RunView): Promise<RunView | null> {
  return told(
    () => take(api.POST('/api/v1/runs/{run_id}/rerun', { params: { path: { run_id: run.id } }, body: {} })),
    () => t('page.desk.rerun_begun', { name: subject(run) }),
  )
}

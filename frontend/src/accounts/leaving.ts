/** Somebody has left: nothing of theirs stays on the screen or in this tab's storage. */
import { ElMessage, ElMessageBox } from 'element-plus'
import { forget } from '@/kept'

export function clear(): void {
  ElMessage.closeAll()
  ElMessageBox.close()
  forget('sessionStorage')
}

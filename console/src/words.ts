// What the console says, in Chinese and English: [zh, en].

import { fairWords } from "./fair/words";
import { shareWords } from "./share/words";

const words = {
  // The frame.
  overview: ["总览", "Overview"], payments: ["支付", "Payments"], ledger: ["账本", "Ledger"],
  reports: ["对账", "Reconciliation"], sandbox: ["沙箱", "Sandbox"], settings: ["设置", "Settings"],
  skip: ["跳到正文", "Skip to content"], menu: ["导航", "Navigation"], language: ["语言", "Language"],
  theme: ["外观", "Appearance"], theme_system: ["跟随系统", "System"], theme_light: ["浅色", "Light"],
  theme_dark: ["深色", "Dark"], sign_out: ["退出", "Sign out"], interface: ["接口文档", "API"],
  // Signing in.
  sign_in: ["登录", "Sign in"], token: ["访问令牌", "Access token"],
  sign_in_hint: [
    "用 drawbridge token create 生成令牌；沙箱启动时会打印一个。令牌只保存在这个标签页。",
    "Make one with `drawbridge token create`; a sandbox prints one when it starts. It stays in this tab only.",
  ],
  bad_token: ["令牌无效或已过期。", "That token is not known, or its time is up."],
  // Everywhere.
  loading: ["加载中", "Loading"], retry: ["重试", "Try again"], more: ["加载更多", "Load more"],
  end: ["已到末尾", "That is all"], unreachable: ["连不上服务", "The server cannot be reached"],
  unreachable_hint: ["检查它是否在运行，然后重试。", "See whether it is running, then try again."],
  save: ["保存", "Save"], cancel: ["取消", "Cancel"], remove: ["删除", "Remove"], edit: ["修改", "Edit"],
  create: ["新建", "New"], all: ["全部", "All"], none: ["—", "—"], copy: ["复制", "Copy"], copied: ["已复制", "Copied"],
  refresh: ["刷新", "Refresh"], day: ["日期", "Day"], today: ["今天", "Today"], time: ["时间", "Time"],
  merchant: ["商户", "Merchant"], wallet: ["钱包", "Wallet"], front: ["接入方式", "Front"],
  order: ["商户订单号", "Order"], amount: ["金额", "Amount"], subject: ["商品", "Subject"], state: ["状态", "State"],
  number: ["编号", "Number"], no_scope: ["此令牌没有这项权限", "This token may not do that"],
  // Phases.
  created: ["已创建", "Created"], awaiting: ["待付款", "Awaiting"], unknown: ["确认中", "Unknown"],
  failed: ["失败", "Failed"], closed: ["已关闭", "Closed"], paid: ["已支付", "Paid"],
  refunding: ["退款中", "Refunding"], partly_refunded: ["部分退款", "Partly refunded"], refunded: ["已退款", "Refunded"],
  // States of offers and refunds that phases do not have.
  asked: ["请求中", "Asked"], unsent: ["未送出", "Unsent"], open: ["待付款", "Open"], paying: ["付款中", "Paying"],
  closing: ["关闭中", "Closing"], processing: ["处理中", "Processing"], done: ["完成", "Done"],
  abnormal: ["异常", "Abnormal"], refused: ["被拒绝", "Refused"],
  // Overview.
  counted: ["今日支付", "Payments"], more_than: ["以上，未全部计数", "and more, not all counted"],
  to_watch: ["需关注", "To watch"], to_watch_hint: ["确认中或失败", "unknown or failed"],
  notices_waiting: ["待确认通知", "Notices waiting"], per_wallet: ["各钱包当日", "The day, per wallet"],
  latest: ["最新支付", "Latest payments"], see_all: ["查看全部", "See all"],
  earned: ["净销售", "Net sales"], fee: ["手续费", "Fee"], refund_pending: ["待退款", "Refund pending"],
  unclaimed: ["待查", "Unclaimed"], wallet_owes: ["钱包应付", "Wallet owes"], commission: ["桥佣金", "Commission"],
  nothing_today: ["这一天还没有入账", "Nothing was booked on this day"],
  nothing_today_hint: ["有顾客付款后，各钱包的数字会出现在这里。", "Once a buyer pays, each wallet’s figures appear here."],
  // Payments.
  find: ["查找支付编号或订单号", "Find a payment or order number"], filter: ["筛选", "Filters"],
  no_payments: ["还没有支付", "No payments yet"],
  no_payments_hint: ["把商户的 SDK 指向本服务的地址，发起第一笔支付。", "Point a merchant’s SDK at this address and ask for the first payment."],
  no_match: ["没有符合条件的支付", "Nothing matches"], no_match_hint: ["放宽条件再试。", "Loosen the filters and try again."],
  clear: ["清除条件", "Clear filters"],
  // One payment.
  timeline: ["时间线", "Timeline"], offers: ["付款尝试", "Offers"], refunds: ["退款", "Refunds"],
  details: ["详情", "Details"], expires: ["付款截止", "Expires"], paid_at: ["付款时间", "Paid at"],
  closed_at: ["关闭时间", "Closed at"], closed_by: ["关闭原因", "Closed by"], scene: ["场景", "Scene"], drawn: ["收银台排列", "Cashier order"],
  direct: ["直接指定", "chosen at once"], due: ["下次处理", "Looked at next"], at_rest: ["无", "at rest"], cashier: ["收银台", "Cashier page"],
  buyer: ["付款人", "Buyer"], wallet_no: ["钱包单号", "Wallet’s number"], refundable: ["可退", "Refundable"],
  show_exchanges: ["报文", "Messages"], show_postings: ["分录", "Bookings"], show_notices: ["通知", "Notices"], show_states: ["状态变化", "State changes"],
  refund_it: ["退款", "Refund"], reason: ["原因", "Reason"], refund_amount: ["退款金额（元）", "Amount to refund"],
  refund_number: ["退款单号", "Refund number"], refund_done_msg: ["已提交退款", "The refund was asked for"],
  resend: ["重新通知", "Send again"], resent: ["已安排重新通知", "It will be sent now"],
  attempts: ["次尝试", "attempts"], acknowledged: ["商户已确认", "Acknowledged"], not_acknowledged: ["尚未确认", "Not acknowledged"],
  given_up: ["已停止重试", "Given up"], next_try: ["下次", "next"], redacted: ["敏感内容已隐去", "secrets are blotted out"],
  ev_created: ["商户下单", "The merchant asked"], ev_offered: ["已交给钱包", "Offered to the wallet"],
  ev_paid: ["顾客付款", "The buyer paid"], ev_closed: ["订单关闭", "Closed"],
  ev_refund_asked: ["申请退款", "Refund asked"], ev_refund_done: ["退款到账", "Refund done"],
  note: ["备注", "Note"], posting: ["记账", "Booked"], notice: ["通知商户", "Notice to the merchant"],
  bridge: ["桥", "bridge"],
  debit: ["借", "Debit"], credit: ["贷", "Credit"],
  receivable: ["应收钱包", "Receivable"], payable: ["应付商户", "Payable"], suspense: ["待查暂挂", "Suspense"],
  over: ["长款", "Over"], short: ["短款", "Short"], fee_difference: ["手续费差异", "Fee difference"],
  // Ledger.
  positions: ["头寸", "Positions"], netting: ["轧差", "Netting"], postings: ["分录", "Postings"], balances: ["余额", "Balances"],
  account: ["科目", "Account"], opening: ["期初", "Opening"], closing_balance: ["期末", "Closing"], net: ["净额", "Net"],
  no_books: ["这一天没有账目", "Nothing in the books for this day"],
  no_books_hint: ["选择另一天，或等待第一笔付款。", "Choose another day, or wait for the first payment."],
  parties: ["各方净额", "Party by party"], pairs: ["逐对明细", "Pair by pair"],
  receives: ["应收", "receives"], pays: ["应付", "pays"], operator: ["桥运营方", "Operator"],
  netting_note: ["这是报表而非清算：资金由钱包直接付给商户，桥从不持有资金。", "A statement and not a settlement: wallets pay merchants themselves, and the bridge never holds money."],
  balanced: ["借贷相等", "Debits equal credits"],
  // Reconciliation.
  no_reports: ["还没有对账报告", "No reports yet"],
  no_reports_hint: ["选择钱包和日期后点“对账”，或运行 drawbridge pay reconcile。", "Choose a wallet and a day and press “Reconcile”, or run `drawbridge pay reconcile`."],
  reconcile: ["对账", "Reconcile"], open_differences: ["未处理差异", "Open differences"], mended: ["已处理", "Mended"],
  waiting_pool: ["跨日待对", "Waiting"], our_rows: ["我方笔数", "Our rows"], their_rows: ["账单笔数", "Bill rows"],
  matched: ["对平", "Matched"], status_mismatch: ["状态不符", "Status"], amount_mismatch: ["金额不符", "Amount"],
  fee_mismatch: ["手续费不符", "Fee"], duplicate: ["重复", "Duplicate"], pooled: ["跨日", "Pooled"],
  all_clean: ["全部对平", "Everything agrees"], all_clean_hint: ["这一天没有差异。", "There is no difference on this day."],
  our_amount: ["我方", "Ours"], their_amount: ["账单", "Bill"], csv: ["下载 CSV", "Download CSV"],
  mend_safe: ["处理无争议的差异", "Mend what needs no decision"], mended_msg: ["已处理", "Mended"], mend: ["入账处理", "Mend"],
  suggestion: ["建议", "Suggestion"], run_at: ["运行时间", "Run at"], class: ["类别", "Class"],
  // Sandbox.
  buyer_pays: ["模拟付款", "Be the buyer"], buyer_pays_hint: ["粘贴二维码文字或订单号，模拟顾客用所选钱包付款。", "Paste a code’s text or an order number, and pay it with the wallet you choose."],
  code_or_order: ["二维码文字或订单号", "A code’s text or an order number"], any_wallet: ["任意钱包", "Any wallet"], pay: ["付款", "Pay"], scan_only: ["只扫码", "Only scan"],
  clock: ["虚拟时钟", "The clock"], clock_hint: ["只影响业务时间：到期、账单日。签名仍用真实时间，不能往回拨。", "Moves business time only: expiry, the bill’s day. Signatures keep real time. It does not go back."],
  plus_minute: ["+1 分钟", "+1 minute"], plus_hour: ["+1 小时", "+1 hour"], plus_day: ["+1 天", "+1 day"],
  faults: ["故障脚本", "Faults on purpose"], faults_hint: ["选择平台和商户号（* 表示全部），写下会出什么错。", "Choose a platform and a merchant’s number (* for all), and write down what goes wrong."],
  platform: ["平台", "Platform"], examples: ["示例", "Examples"], script_saved: ["脚本已生效", "The script is in force"], read_now: ["读取现状", "Read it"],
  not_json: ["不是合法的 JSON", "That is not JSON"],
  ex_none: ["一切正常", "Nothing goes wrong"], ex_wrong_signature: ["5% 签名错误", "5 % wrong signatures"], ex_lost: ["丢三次通知", "Three notices lost"],
  ex_double: ["通知发两遍", "Every notice twice"], ex_slow: ["查询慢 3 秒", "Queries take 3 s"], ex_poor: ["余额不足", "Balance too low"],
  ex_limit: ["10% 频率限制", "10 % frequency limits"], ex_502: ["下单后 502", "502 after a charge"], ex_still: ["付款中 20 秒", "Paying for 20 s"],
  ex_late: ["关单后付款", "Paid after closing"], ex_migrate: ["公钥迁移 20%", "Key migration at 20 %"],
  // Settings.
  merchants: ["商户", "Merchants"], fronts: ["接入方式", "Fronts"], wallets: ["钱包", "Wallets"], platforms: ["平台能力", "Platforms"],
  source: ["来源", "Source"], configuration: ["配置文件", "Configuration file"], interface_src: ["接口", "Interface"],
  from_file: ["写在配置文件里，只能在那里修改。", "It stands in the configuration file: change it there."],
  no_objects: ["还没有", "None yet"], no_objects_hint: ["点“新建”添加，或写进配置文件。", "Add one with “New”, or write it into the configuration file."],
  spec: ["内容（JSON）", "What it says (JSON)"], secret_hint: ["私钥只写引用：file:路径 或 env:变量名。", "Keys are references: `file:PATH` or `env:NAME`."],
  standing_hint: ["公布的规则据此裁决：standing 为 good（正常）、probation（试运营）或 suspended（暂停）；licence_lapsed 为许可是否失效；risk 为 0 至 100。", "The published rules decide on these: `standing` is good, probation or suspended; `licence_lapsed` whether the licence to trade has lapsed; `risk` 0 to 100."],
  matrix_hint: ["能力即代码：有实现才算支持，此表由程序自己列出。", "Capability is the presence of code: this table is printed by the program itself."],
  spoken: ["支持", "spoken"], not_spoken: ["不支持", "not spoken"], sure: ["确定删除？", "Remove it for good?"],
  ...fairWords,
  ...shareWords,
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof words;
export type Lang = "zh" | "en";

const KEY = "drawbridge-lang";
function first(): Lang {
  const kept = localStorage.getItem(KEY);
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}
let lang: Lang = first();

export const spoken = (): Lang => lang;
export function speak(next: Lang): void {
  lang = next;
  localStorage.setItem(KEY, next);
}
/** The text of a word. */
export const t = (word: Word): string => words[word][lang === "zh" ? 0 : 1];
/** The text of a word with what belongs into it. */
export const fill = (word: Word, about: Record<string, string | number>): string =>
  t(word).replace(/\{(\w+)\}/g, (whole, name: string) => (name in about ? String(about[name]) : whole));
/** The text of a word the server sent, or the word itself if it is none of ours. */
export const told = (word: string): string => (word in words ? t(word as Word) : word);

// The verbs and phrases by which plans say that something is to be done, and how soon after an event.

/** Verbs of doing, as opposed to handing in. */
export const DOES =
  /完成|办结|整改|制定|制订|印发|建立|组织|开展|举办|汇总|梳理|编制|形成|公布|公示|公开|明确|确定|召开|部署|启动|提出|填报|修订|出台|配备|配齐|自查|清理|排查|培训|评查|检查|核查|录入|上传|成立|签订|上线|落实到位|拆除|改造|验收|做到|达到|实现|建成|投运|投用|完工|竣工|交付|结束|销号|清零|见效|到位|安装|关停|取缔|搬迁|演练|巡查|清点|张贴|公告|作出|办理|整治|核实|答复|回复|处置/;
/** So many days, hours or workdays after something. */
export const RELATIVE =
  /(?:\d{1,3}|[一二三四五六七八九十两]{1,3})个?(?:工作日|小时|分钟|日|天|周|月)(?:以|之)?内/;
/** At once, or so soon after something. */
export const URGENT =
  "(?:立即|第一时间|随时|及时|当日|当天|即时|即刻|(?:\\d{1,3}|[一二三四五六七八九十两]{1,3})个?(?:工作日|小时|分钟|日|天)(?:以|之)?内)";

// Finds who does something in a Chinese sentence and to whom it is handed, by the way such names end.

// A word that ends the name of a unit, and what must not follow it (「处理」 is no 处).
const SUFFIX =
  "(?:办公室|委员会|领导小组|指挥部|工作组|专班|业务室|管委会|办事处|党工委|人民政府|法院|检察院|分局|中心|大队|支队|总队|中队|政府|部门|单位|机关|机构|企业|公司|学校|医院|联系人|业主|乡镇|镇街|县区|街道|园区|社区|村|处室|科室|股室|科队|局(?![属长面限部势])|厅(?![机长])|委(?![托员派会])|办(?![理公法事结案好件案学证])|室(?![内外])|科(?![学技研普])|股(?![份东])|(?<![实好坏用之])处(?![理罚置分长于室])|站(?![位点])|所(?![有属在需提涉以])|院(?![长])|队(?![伍])|镇|乡(?![镇村])|区(?=[、，。；要]))";
const PLACES =
  "各(?:有关|相关)?(?:旗县市?区?|县市区|县区|区县|市县|市州|州市|盟市|乡镇|镇街|镇|乡|街道|园区|地区|地方|地|市|县|区|旗|盟|州)";
const CONJUNCTION = /^(?:、|以及|和|及|与|暨|，(?=各|区|市|县|局属|大队))/;
const FOLLOWS =
  /^(?:[，。；：）」』、]|$|以及|和|及|与|要|应(?!急)|将|须|需|可|必|负责|对|就|于|按|根据|根|结合|在|每|从|统|围绕|依|分别|认真|全|定期|加强|组织|会同|牵头|共同|联合|通过|建立|制定|向|把|开展|完成|填报|报|上报|形成|提|汇总|也|都|均|不|严|落实|积极|主动|主要|切实|进|深|持续|采|至|逐|自|为|因|收|发|接|明确|确定|指定|安排|强化|抓|做|聚焦|推|梳|编|利用|以|坚|同步|同时|参照|对照|一|再|及时|立即|随|如|若|（|继续|承担|配合|协助|督促|审|书面|当|年|月|汇|还|工作|后|负|联系|内部|有|既|尽|力|召|报|于|精|迅|细|切|扎|充|办|选|具|先|本|每|牢|只|仅|分管|集中|请|利|带|安|印|遇|发|已|未|正|广|协|多|着|务|另|按|专|主|严|组|研|开|参|实行|执行|实施|\d{1,4}[年月日])/;
// After a place (「各市」) 应 may begin 应急局, 对 may not.
const CLEARLY_FOLLOWS = /^(?:对|于|将|在|就|要|须|把|每|围绕|开展|负责|应当|按照|，)/;
const NOT_A_NAME =
  /^(?:落到|每|\d|第[一二三四]|加强|推进|推动|建立|健全|完善|落实|开展|深入|强化|规范|严格|积极|充分|切实|进一步|通过|对|向|将|把|在|根据|按照|围绕|结合|针对|依托|依据|坚持|以|为|与|从|就|聚焦|报|送|制定|形成|编制|检查|发现|实行|凡|于|经|并|是|到|会|上|下达|配齐|及时|确保|提升|提高|优化|不断|要|应|抓|做|实现|接受|协调|联合|会同|配合|涉及|需|给|被|受|自|至|作为|整合|检视|逐|梳理|全面|存在|发挥|压实|支持|鼓励|引导|统筹|保障|建设|构建|持续|重点|选取|抽调|邀请|成立|设立|明确|明察|畅通|充实|承担|参照|对照|若|如|因|当|随|由于|并由|可|也|其|该|此|这|有|无|按|责令|移送)|的|了|是|得|至|等.|情况|问题|工作(?!组|专班|领导|办|站|队|部门)/;
const LEAD_IN =
  /^(?:[（(]?[一二三四五六七八九十]+[）)]?是|[（]?\d{1,2}[）.、]|第[一二三四]，|请|由|同时|此外|另外|其中|届时|期间|要求|督促指导|指导督促|督促|指导|推动|组织|凡|原则上|明确|确保)+/;

interface Name {
  text: string;
  end: number;
}

const isClosed = (text: string) => (text.match(/（/g)?.length ?? 0) === (text.match(/）/g)?.length ?? 0);

function nameAt(norm: string, at: number): Name | null {
  const chunk = /^(?:[一-龥A-Za-z0-9]|（[^（）]{1,14}）|“[^”]{1,8}”){1,34}/.exec(norm.slice(at))?.[0] ?? "";
  const place = new RegExp(`^${PLACES}(?:（[^（）]{1,14}）)?`).exec(chunk);
  if (place !== null && CLEARLY_FOLLOWS.test(norm.slice(at + place[0].length)))
    return { text: place[0], end: at + place[0].length };
  const suffix = new RegExp(SUFFIX, "g");
  const follows = (end: number) => FOLLOWS.test(norm.slice(at + end));
  for (let match = suffix.exec(chunk); match !== null; match = suffix.exec(chunk)) {
    let end = match.index + match[0].length;
    const remark = /^（[^（）]{1,14}）/.exec(chunk.slice(end));
    if (remark !== null && !/^（(?:详?见|附|[一二三四五六七八九十])/.test(remark[0])) end += remark[0].length;
    const text = chunk.slice(0, end);
    if (
      place !== null &&
      place[0].length < end &&
      follows(place[0].length) &&
      /^[，、]/.test(chunk.slice(place[0].length))
    )
      break;
    if (text.length > 1 && isClosed(text) && follows(end))
      return NOT_A_NAME.test(text) ? null : { text, end: at + end };
    suffix.lastIndex = match.index + 1;
  }
  if (place !== null && follows(place[0].length)) return { text: place[0], end: at + place[0].length };
  return null;
}

/** Names joined by 、以及和及与, starting at an offset; null where no name starts there. */
export function namesAt(norm: string, at: number): { names: string[]; end: number } | null {
  const names: string[] = [];
  let end = at;
  for (let next = at; ; ) {
    const name = nameAt(norm, next);
    if (name === null) break;
    names.push(name.text);
    end = name.end;
    const joint = CONJUNCTION.exec(norm.slice(end));
    if (joint === null) break;
    next = end + joint[0].length;
  }
  return names.length === 0 ? null : { names, end };
}

/** A clause's subject: who does it, and where in the clause what they do begins. */
export function findSubject(clause: string): { names: string[]; end: number } | null {
  const lead = LEAD_IN.exec(clause)?.[0].length ?? 0;
  const found = namesAt(clause, lead) ?? (lead > 0 ? namesAt(clause, 0) : null);
  if (found === null) return null;
  const rest = clause.slice(found.end);
  if (/^的/.test(rest)) return null;
  const partner = /^(?:要|将|应|负责)?(?:联合|会同)/.exec(rest);
  if (partner === null) return found;
  const others = namesAt(clause, found.end + partner[0].length);
  return others === null ? found : { names: [...found.names, ...others.names], end: others.end };
}

const HANDS =
  /报送至|报送到|报送给|报送|上报至|上报到|上报|报告给?|报备|提交至?给?|(?<!不)反馈至?给?|抄送|报至|报到|报给|发送至|发至|寄送至|交至|送至|送交|(?<![举通汇填申情公上预海日周月季年零呈])报(?![告送备纸刊道名警表酬销废复案请批到至给])|(?<![报移抄遣运发寄呈输])送(?=本级|同级|区|县|市|旗|省|自治区|我)/g;
const STOP =
  /[，。；：（）！]|汇总|备案|审核|审查|审定|存档|进行|统一|邮箱|电子邮|公务邮|研究|同意|并|后|备查|留存/;
const OWN = /^(?:我|本)(?:局|厅|委|办|院|中心|部|处|单位|机关)/;

/** To whom a sentence hands something, as the text writes it, or null. */
export function findRecipient(sentence: string): string | null {
  // 「乡镇（街道）应急办」 is one name: its brackets must not stop the reading.
  const norm = sentence.replace(/（([^（）]{1,8})）(?=[一-龥]{1,12})/g, "［$1］");
  return recipientIn(norm)?.replace("［", "（").replace("］", "）") ?? null;
}

function recipientIn(norm: string): string | null {
  if (/逐级(?:汇总)?(?:上报|报送|报)/.test(norm)) return "逐级上报";
  const toward =
    /(?:向|报经?)([^，。；：（）]{2,30}?)(?:书面|进行|统一|及时|如实|专题|作)*(?:报送|报告|上报|报备|备案|提交|反馈|汇报|递交)/g;
  for (const match of norm.matchAll(toward)) {
    const name = wholeName(match[1]!);
    if (name !== null) return name;
  }
  for (const match of norm.matchAll(
    /(?:报送|上报|提交|发送|报|送)[^，。；]{2,40}?[至到给]([^，。；（至到给]{2,30})/g,
  )) {
    const stop = STOP.exec(match[1]!);
    const name = wholeName(match[1]!.slice(0, stop?.index ?? match[1]!.length));
    if (name !== null) return name;
  }
  for (const match of norm.matchAll(HANDS)) {
    const rest = norm.slice(match.index + match[0].length);
    const stop = STOP.exec(rest);
    const name = wholeName(rest.slice(0, stop?.index ?? rest.length));
    if (name !== null) return name;
  }
  return null;
}

function wholeName(chunk: string): string | null {
  const text = chunk.replace(/^(?:至|到|给|于|各自)/, "");
  if (text.length < 2 || text.length > 40 || /^[报送]/.test(text)) return null;
  const ends = new RegExp(`${SUFFIX}(?:\\d{1,4}室?)?$`).test(text);
  if (!ends || /[将把至]|情况|的/.test(text)) return null;
  const inner = text.replace(OWN, "");
  return inner === "" ? text : inner;
}

/** True where a sentence hands something over (报送、报、上报、反馈、备案 …). */
export function handsOver(norm: string): boolean {
  if (/(?:向|报|送)[^，。；]{2,24}备案|进行备案|逐级上报|书面报/.test(norm)) return true;
  for (const match of norm.matchAll(HANDS)) {
    const word = match[0];
    const before = norm.slice(0, match.index);
    const rest = norm.slice(match.index + word.length);
    if (/^(?:报告|反馈|提交)/.test(word)) {
      // 「形成报告」「年度报告」 is a thing; 「立即报告」「向…报告」 is a deed.
      if (
        word.startsWith("报告") &&
        !/(?:立即|及时|书面|第一时间|随时|如实|专题|主动|向[^，。；]{2,20})$/.test(before) &&
        wholeName(rest.slice(0, STOP.exec(rest)?.index ?? rest.length)) === null
      )
        continue;
      if (/^(?:反馈|提交)/.test(word) && /^(?:意见|机制|渠道|问题|等|的|制度|、)/.test(rest)) continue;
      return true;
    }
    if (word === "报" || word === "送") {
      if (wholeName(rest.slice(0, STOP.exec(rest)?.index ?? rest.length)) !== null) return true;
      continue;
    }
    if (
      /^(?:制度|机制|工作(?:制度|机制|要求|流程)|不及时|系统|渠道|的|时间|程序|要求|、|质量|途径)/.test(rest)
    )
      continue;
    return true;
  }
  return false;
}

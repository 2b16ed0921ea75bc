// Test vectors of the callback encryption: made-up keys, and WeCom's own public sample.

/** 16 bytes that stand where WeCom puts random ones. */
export const RANDOM = Buffer.from("0123456789abcdef");

export const APP = {
  token: "simTokenApp2026",
  aesKey: "Gy4G0kG7zuSDcaLTp2YOcaOuTZWIkYGhmV203Joucxs",
  receiveId: "wwsim0123456789ab",
};

export const BOT = {
  token: "simTokenBot2026",
  aesKey: "0NX7qEZneNSNJnNlHbeJZchk24eaXtsvnN0CmJHcQZs",
  receiveId: "",
};

const SAMPLE = {
  token: "QDG6eK",
  aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
  receiveId: "wx5823bf96d3bd56c7",
};

export const V1 = {
  keys: APP,
  timestamp: "1790000001",
  nonce: "nonceA1",
  message: "echo8800112233",
  encrypt: "F7C7EduAXeFc548j6pHePWAhGI+a6J3wW8HsHdiNnF6nY5q+evTVqPCXSeZ/Yj6qx3C88Q/RcoyPTBHSWmILAA==",
  signature: "45fcace0dd7c222f44b9104c0cb79b0ccfd1b00f",
};

export const V2 = {
  keys: APP,
  timestamp: "1790000002",
  nonce: "nonceB2",
  message:
    "<xml><ToUserName><![CDATA[wwsim0123456789ab]]></ToUserName><FromUserName><![CDATA[zhangsan]]></FromUserName><CreateTime>1790000002</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到 & <ok>]]></Content><MsgId>7000000000000000001</MsgId><AgentID>1000002</AgentID></xml>",
  encrypt:
    "F7C7EduAXeFc548j6pHePXucaAOv9fKT2eHO87MHaxzD7LsuvwOrHrtOQ5HfEdr29M1zlMetJahinqDJsc+zH76AlgItLg6QGEtVu3xz4a0WnMZN2CItsI7+fsQlRGBiylRS0T98S5AeNHRJwXDk15GjdSehO8h6hThOg/0nHFSBQleAeSJ+bHWsN7dZ3Sw0PWvgc+RVv4EAedCXb3vIXJGxIZJCgWCFkdEa4iOUV719xZzKWGuWL3aB8IS3z++On93wTg3jo4zKcUZckha5nN8DkmzgloxWnQ4swbewTpMmqzdiwJtJmt2XK8TrF9dBY8JiUV9Wls8HAjhKMcoJTJIdImuConKm9tadt2IdJ+UOSOPdMQI3Ln5xaz2nsjoqjYJoj78GlG/Bn8m7mh+X3eio7/P3Z4C4TJ3lEzLAPBx7RZV0S6EeBp0liG6+1ukm02ZxCvY4D4E2zwAEuFN1uQ==",
  signature: "7e59f5114724639d855b11f48a2637e930bca7fe",
};

export const V3 = {
  keys: BOT,
  timestamp: "1790000003",
  nonce: "nonceC3",
  message: '{"msgtype":"stream","stream":{"id":"s1","finish":true,"content":"已登记"}}',
  encrypt:
    "bbn2ofSqBaKpp6xkdkjHN72ex1XzMPqriWiKmUd85SPUMO8Qw9x+Ox+uY1VB0Kbz3dV2cTK6up3G00nT55V0h+fKvMLuQN4m6C72Jp1HSe5YX5Vm1hEm2reoRLe0g7RzXmichxeciJWNWE3Tc1kTPXZt00j8W/Pf/B0VNOTcI1k=",
  signature: "25892a29a72f996e0ed87937ee926659cbc943ad",
};

export const V4 = {
  aesKey: "tFa3fI/RE05GVocAsiVm5rRcedFe/jBKIu6Sat6lpb4=",
  sealed: "9t2DveXwtyiSwSE86laP/EhE5dCAFJOFs+WAO+h5XFw=",
  clear: "hello wecom file",
};

export const V5 = {
  text: "jsapi_ticket=sim-ticket&noncestr=n0nce&timestamp=1790000004&url=https://app.example.test/form?id=1",
  signature: "825b1fccb7c0a3fbaedb7f4d7b97673130a1d005",
};

/** D:90968. */
export const V0 = {
  keys: SAMPLE,
  timestamp: "1409659813",
  nonce: "1372623149",
  encrypt:
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==",
  signature: "477715d11cdb4164915debcba66cb864d751f3e6",
};

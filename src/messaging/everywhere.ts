/** The match pattern of all websites, for those who want Postdate on everywhere. */
export const EVERYWHERE = "*://*/*";

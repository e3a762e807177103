// Why goods were not changed. Data about messages, without code: a client names them without loading the module.

/** Answers of `Goods.change` and of the methods of a bag that change it. Nothing is changed but by `done`. */
export const GOODS_ANSWERS = ['done', 'lacking', 'full', 'malformed'] as const;
export type GoodsAnswer = (typeof GOODS_ANSWERS)[number];

#!/usr/bin/env python3
"""Prints the figures that test_ranking.cpp and test_phrase_loss.cpp hold: numpy's, from the
definitions (Burges et al. 2005 for nDCG)."""
import numpy as np


def ndcg(hits, grades, k):
    def dcg(g):
        g = np.asarray(g[:k], float)
        return ((2**g - 1) / np.log2(np.arange(len(g)) + 2)).sum()

    best = dcg(sorted(grades, reverse=True))
    return dcg(hits) / best if best else 0.0


def log_softmax(x):
    return x - np.log(np.exp(x).sum(1, keepdims=True))


def phrase_loss(logits, own, also, unknown):
    def side(logits, positive, masked):
        x = np.where(masked, -1e4, logits)
        target = positive / positive.sum(1, keepdims=True)
        return -(target * log_softmax(x)).sum(1).mean()

    cases = side(logits, own.astype(float), also | unknown)
    texts = side(logits.T, (own | also).T.astype(float), unknown.T)
    return (cases + texts) / 2


hits, grades = [2, 0, 1, 0, 2], [2, 2, 2, 1, 1, 0, 0, 0]
for k in (3, 5, 10):
    print("ndcg", k, repr(ndcg(hits, grades, k)))
print("ndcg of one in three", repr(ndcg([0, 0, 1], [1], 10)))

cosines = np.array([[0.9, 0.2, 0.1], [0.3, 0.7, 0.4], [0.5, 0.1, 0.6]])
own = np.eye(3, dtype=bool)
also = np.zeros((3, 3), bool)
unknown = np.zeros((3, 3), bool)
print("plain", repr(phrase_loss(5 * cosines, own, also, unknown)))
also[1, 0] = True
print("text 0 is true of case 1", repr(phrase_loss(5 * cosines, own, also, unknown)))
unknown[2, 1] = True
print("and text 1 perhaps of case 2", repr(phrase_loss(5 * cosines, own, also, unknown)))

// Why a found case matched: the sentence, what each way of looking said, the share of each phase,
// what differs, and the ways to the place of it.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include "ui/report/ShareBars.h"

namespace bolus {

class WhyPanel : public QWidget {
    Q_OBJECT
public:
    explicit WhyPanel(QWidget* parent = nullptr);
    /// `phrase`: that was searched for; empty: none.
    void setHit(const Hit& hit, const QStringList& words, const QString& phrase);
    void clear();
    /// Without what tells where the model looked: shares of the phases and the region.
    void setVeiled(bool veiled);
    const std::optional<Hit>& hit() const { return m_hit; }

Q_SIGNALS:
    /// Its region, else its best slice.
    void placeRequested(const bolus::Hit& hit);
    void mapRequested(); // of what speaks for the phrase

private:
    QString sentenceHtml() const;
    QString partsText() const;
    QString differsText() const;
    void showParts();
    void showWays();

    std::optional<Hit> m_hit; // shown
    QStringList m_words;
    QString m_phrase;
    QLabel *m_sentence, *m_ranks, *m_differs;
    ShareBars* m_shares;
    QPushButton *m_place, *m_map;
    bool m_veiled = false;
};

} // namespace bolus

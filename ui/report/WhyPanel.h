// Why a found case matched: the sentence, what each way of looking said, the share of each phase,
// the region, and what differs.
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
    void setHit(const Hit& hit, const QStringList& words);
    void clear();
    /// Without what tells where the model looked: shares of the phases and the region.
    void setVeiled(bool veiled);
    const std::optional<Hit>& hit() const { return m_hit; }

Q_SIGNALS:
    void regionRequested(const bolus::Hit& hit);

private:
    QString sentenceHtml() const;
    QString partsText() const;
    QString differsText() const;
    void showParts();

    std::optional<Hit> m_hit; // shown
    QStringList m_words;
    QLabel *m_sentence, *m_ranks, *m_differs;
    ShareBars* m_shares;
    QPushButton* m_region;
    bool m_veiled = false;
};

} // namespace bolus

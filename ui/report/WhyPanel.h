// Why a found case matched: the sentence, the ranks, and the share of each phase.
#pragma once

#include <QLabel>
#include <QWidget>

#include "ui/report/ShareBars.h"

namespace bolus {

class WhyPanel : public QWidget {
    Q_OBJECT
public:
    explicit WhyPanel(QWidget* parent = nullptr);
    void setHit(const Hit& hit, const QStringList& words);
    void clear();
    /// Without the shares of the phases, which tell where the model looked.
    void setVeiled(bool veiled);

private:
    std::optional<Hit> m_hit; // shown
    QStringList m_words;
    QLabel *m_sentence, *m_ranks;
    ShareBars* m_shares;
    bool m_veiled = false;
};

} // namespace bolus

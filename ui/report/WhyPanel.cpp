#include "ui/report/WhyPanel.h"

#include <QVBoxLayout>

#include "ui/style/Theme.h"

namespace bolus {

WhyPanel::WhyPanel(QWidget* parent)
    : QWidget(parent), m_sentence(new QLabel), m_ranks(new QLabel), m_shares(new ShareBars) {
    auto* heading = new QLabel(tr("Why it matched"));
    heading->setProperty("section", true);
    m_sentence->setObjectName(QStringLiteral("whySentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::RichText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_ranks->setProperty("secondary", true);
    m_ranks->setWordWrap(true);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    rows->addWidget(heading);
    rows->addWidget(m_sentence);
    rows->addWidget(m_ranks);
    rows->addWidget(m_shares);
    connect(&theme::changes(), &theme::Changes::changed, this, [this] {
        if (m_hit)
            setHit(Hit(*m_hit), QStringList(m_words));
    });
    clear();
}

void WhyPanel::setHit(const Hit& hit, const QStringList& words) {
    m_hit = hit;
    m_words = words;
    m_sentence->setText(
        hit.sentence.isEmpty()
            ? words.isEmpty() ? tr("Found by its images.")
                              : tr("Found by its images; no sentence of its report has the words.")
            : QStringLiteral("“%1”").arg(markedHtml(hit.sentence, words)));
    QStringList parts{tr("Rank %1, score %2").arg(hit.rank).arg(hit.score, 0, 'f', 3),
                      hit.ranksText(), hit.assertionText()};
    parts.removeAll(QString());
    m_ranks->setText(parts.join(QStringLiteral(" · ")));
    setVeiled(m_veiled);
    show();
}

void WhyPanel::clear() {
    m_hit.reset();
    m_shares->setShares({});
    hide();
}

void WhyPanel::setVeiled(bool veiled) {
    m_veiled = veiled;
    m_shares->setShares(m_hit && !veiled ? m_hit->shares : std::vector<PhaseShare>());
}

} // namespace bolus

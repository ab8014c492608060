#include "ui/search/ChipRow.h"

#include <QToolButton>

#include "library/domain/Phase.h"
#include "ui/common/FlowLayout.h"
#include "ui/search/FacetPanel.h"
#include "ui/style/Theme.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

namespace {
constexpr int mostWidth = 260;
}

ChipRow::ChipRow(QWidget* parent) : QWidget(parent), m_flow(new FlowLayout(this, 4)) {
    setObjectName(QStringLiteral("searchChips"));
    setAccessibleName(tr("In force for this search"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    hide();
}

void ChipRow::setWish(const SearchWish& wish) {
    if (wish.example.id != m_wish.example.id)
        m_phases.clear();
    m_wish = wish;
    rebuild();
}

void ChipRow::setExamplePhases(const QStringList& phases) {
    m_phases = phases;
    rebuild();
}

void ChipRow::add(const QString& text, const QString& tip,
                  std::function<void(SearchWish&)> remove) {
    auto* chip = new QToolButton;
    chip->setObjectName(QStringLiteral("searchChip"));
    chip->setProperty("chip", true);
    chip->setText(fontMetrics()
                      .elidedText(text, Qt::ElideMiddle, mostWidth)
                      .replace(QLatin1Char('&'), QStringLiteral("&&")));
    chip->setIcon(theme::icon(QStringLiteral("close")));
    chip->setIconSize({10, 10});
    chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    chip->setToolTip(tr("%1 – a click removes it").arg(tip.isEmpty() ? text : tip));
    chip->setAccessibleName(tr("%1, remove").arg(text));
    chip->setFocusPolicy(Qt::StrongFocus);
    connect(chip, &QToolButton::clicked, this,
            [this, remove = std::move(remove)] { Q_EMIT changed(remove); });
    m_flow->addWidget(chip);
}

// Checked ones count; where none would be left, all count again.
void ChipRow::addPhases() {
    for (const QString& token : m_phases) {
        const auto phase = phaseFromText(token.toStdString());
        if (!phase)
            continue;
        auto* chip = new QToolButton;
        chip->setObjectName(QStringLiteral("examplePhase-") + token);
        chip->setProperty("facet", true);
        chip->setText(phaseName(*phase));
        chip->setCheckable(true);
        chip->setChecked(m_wish.phases.isEmpty() || m_wish.phases.contains(token));
        chip->setToolTip(tr("Whether this phase of the example counts"));
        chip->setFocusPolicy(Qt::StrongFocus);
        connect(chip, &QToolButton::clicked, this, [this, token](bool on) {
            QStringList counting = m_wish.phases.isEmpty() ? m_phases : m_wish.phases;
            counting.removeAll(token);
            if (on)
                counting << token;
            if (counting.size() == m_phases.size())
                counting.clear();
            Q_EMIT changed([counting](SearchWish& wish) { wish.phases = counting; });
        });
        m_flow->addWidget(chip);
    }
}

void ChipRow::rebuild() {
    while (QLayoutItem* item = m_flow->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be telling of its click now
        delete item;
    }
    if (m_wish.example.id != 0)
        add(tr("Like %1").arg(m_wish.example.title), {}, [](SearchWish& wish) {
            wish.example = {};
            wish.region.clear();
            wish.phases.clear();
        });
    if (!m_wish.region.isEmpty())
        add(m_wish.regionTitle, tr("Compared in this region first"),
            [](SearchWish& wish) { wish.region.clear(); });
    if (m_wish.example.id != 0 && m_phases.size() > 1)
        addPhases();
    for (const bool more : {true, false})
        for (const ExampleCase& exam : more ? m_wish.more : m_wish.less)
            add((more ? tr("More like %1") : tr("Less like %1")).arg(exam.title), {},
                [id = exam.id](SearchWish& wish) {
                    const auto same = [id](const ExampleCase& other) { return other.id == id; };
                    wish.more.removeIf(same);
                    wish.less.removeIf(same);
                });
    for (const QString& word : m_wish.narrowed)
        add(narrowedText(word), {}, [word](SearchWish& wish) { wish.narrowed.removeAll(word); });
    if (!m_wish.collection.isEmpty())
        add(tr("In “%1”").arg(m_wish.collection), tr("Only cases of this collection"),
            [](SearchWish& wish) { wish.collection.clear(); });
    if (!m_wish.saved.isEmpty())
        add(tr("Saved: %1").arg(m_wish.saved), {}, [](SearchWish& wish) { wish.saved.clear(); });
    setVisible(m_flow->count() > 0);
    updateGeometry();
}

} // namespace bolus

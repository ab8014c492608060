#include "ui/review/ComparePanel.h"

#include <QSignalBlocker>
#include <QVBoxLayout>

#include "ui/common/Text.h"

namespace bolus {

ComparePanel::ComparePanel(QWidget* parent)
    : QWidget(parent), m_models(new QComboBox), m_likeness(new QLabel), m_sharesOf(new QLabel),
      m_shares(new ShareBars), m_switch(new QPushButton) {
    m_models->setObjectName(QStringLiteral("compareModel"));
    m_models->setAccessibleName(tr("Compare the map with that of another model"));
    m_models->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_likeness->setObjectName(QStringLiteral("compareLikeness"));
    m_likeness->setWordWrap(true);
    m_sharesOf->setProperty("secondary", true);
    m_shares->setObjectName(QStringLiteral("compareShares"));
    m_switch->setObjectName(QStringLiteral("compareSwitch"));
    m_switch->setAccessibleName(tr("Show the other model's maps"));
    m_switch->setCheckable(true);
    for (QWidget* part : QList<QWidget*>{m_likeness, m_sharesOf, m_switch})
        part->setMinimumWidth(1); // long names do not widen the dock
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    for (QWidget* row : QList<QWidget*>{m_models, m_switch, m_likeness, m_sharesOf, m_shares})
        rows->addWidget(row);
    connect(m_models, &QComboBox::currentIndexChanged, this, [this] {
        follow();
        Q_EMIT modelChosen(chosen());
    });
    connect(m_switch, &QPushButton::toggled, this, &ComparePanel::secondWanted);
    setModels({});
}

void ComparePanel::setModels(const QStringList& others) {
    const QString before = chosen();
    {
        const QSignalBlocker quiet(m_models);
        m_models->clear();
        m_models->addItem(tr("Compare with another model…"), QString());
        for (const QString& model : others)
            m_models->addItem(tr("Compare with %1").arg(model), model);
        m_models->setCurrentIndex(std::max(0, m_models->findData(before)));
    }
    m_models->setEnabled(!others.isEmpty());
    m_models->setToolTip(others.isEmpty()
                             ? tr("There is no other model in this library. The Model menu trains "
                                  "one, or takes one that you have.")
                             : tr("Computes the maps of that model as well"));
    follow();
    if (chosen() != before)
        Q_EMIT modelChosen(chosen());
}

// Until the pair is there nothing of it is told.
void ComparePanel::follow() {
    for (QWidget* part : QList<QWidget*>{m_likeness, m_sharesOf, m_switch})
        part->setVisible(false);
    m_shares->setShares({});
}

void ComparePanel::setWaiting() {
    follow();
}

void ComparePanel::setPair(const QString& first, std::optional<double> alike,
                           std::vector<PhaseShare> shares) {
    m_first = first;
    const QString scale = tr("Both maps show shares of their model's whole attention, in one scale "
                             "of colours.");
    m_likeness->setText(
        alike ? tr("Alike by %1 (1: the same order of all cells, 0: none, −1: the reverse; "
                   "Spearman's rank correlation). %2")
                    .arg(numberText(*alike, 2), scale)
              : tr("How alike they are cannot be told: one is the same everywhere. %1").arg(scale));
    m_sharesOf->setText(
        tr("Above: shares of the phases for %1. Below: for %2.").arg(first, chosen()));
    m_sharesOf->setWordWrap(true);
    m_shares->setShares(std::move(shares));
    for (QWidget* part : QList<QWidget*>{m_likeness, m_sharesOf, m_switch})
        part->setVisible(true);
    setSecondShown(m_switch->isChecked(), m_both);
}

/// Names may be of any length, and the button is as wide as the dock.
QString ComparePanel::shortened(const QString& model) const {
    constexpr int widest = 100;
    return fontMetrics().elidedText(model, Qt::ElideMiddle, widest);
}

void ComparePanel::setSecondShown(bool second, bool both) {
    const QSignalBlocker quiet(m_switch);
    m_both = both;
    m_switch->setChecked(second);
    const QString now = shortened(second ? chosen() : m_first),
                  other = shortened(second ? m_first : chosen());
    m_switch->setText(both ? tr("Above: %1. Put %2 there").arg(now, other)
                           : tr("Shown: %1. Show %2").arg(now, other));
    m_switch->setToolTip(m_keys.isEmpty() ? QString() : tr("Or hold %1").arg(m_keys));
}

} // namespace bolus

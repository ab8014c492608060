#include "ui/report/ShareBars.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "ui/common/Text.h"
#include "ui/style/Theme.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

ShareBars::ShareBars(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Share of each phase"));
}

void ShareBars::setShares(std::vector<PhaseShare> shares) {
    std::erase_if(shares, [](const PhaseShare& share) { return !std::isfinite(share.share); });
    double sum = 0;
    for (const PhaseShare& share : shares)
        sum += std::abs(share.share);
    QStringList spoken;
    for (PhaseShare& share : shares) {
        share.share = sum > 0 ? share.share / sum : 0;
        spoken << tr("%1 %2 %").arg(phaseName(share.phase)).arg(std::lround(100 * share.share));
    }
    m_shares = std::move(shares);
    setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    setVisible(!m_shares.empty());
    updateGeometry();
    update();
}

int ShareBars::rowHeight() const {
    return fontMetrics().height() + 5;
}

QSize ShareBars::sizeHint() const {
    return {160, static_cast<int>(m_shares.size()) * rowHeight()};
}

void ShareBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int label = 0;
    for (const PhaseShare& share : m_shares)
        label = std::max(label, fontMetrics().horizontalAdvance(phaseName(share.phase)) + 10);
    const int figure = fontMetrics().horizontalAdvance(QStringLiteral("−100 %")) + 6;
    const bool isSigned =
        std::ranges::any_of(m_shares, [](const PhaseShare& share) { return share.share < 0; });
    const double room = width() - label - figure;
    const double zero = label + (isSigned ? room / 2 : 0), scale = isSigned ? room / 2 : room;
    for (std::size_t row = 0; row < m_shares.size(); ++row) {
        const auto& [phase, share] = m_shares[row];
        const QRect line(0, static_cast<int>(row) * rowHeight(), width(), rowHeight());
        painter.setPen(theme::secondaryText);
        painter.drawText(line.adjusted(0, 0, label - width(), 0), Qt::AlignVCenter,
                         phaseName(phase));
        const double from = std::min(zero, zero + share * scale);
        const QRectF track(label, line.top() + 5, room, line.height() - 10);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme::raised);
        painter.drawRoundedRect(track, 2, 2);
        painter.setBrush(phaseColor(phase));
        painter.drawRoundedRect(
            QRectF(from, track.top(), std::max(1.0, std::abs(share) * scale), track.height()), 2,
            2);
        painter.setPen(theme::text);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight,
                         QStringLiteral("%1 %").arg(std::lround(100 * share)));
    }
}

} // namespace bolus

#include "ui/view/PhaseChip.h"

#include <QActionGroup>
#include <QApplication>
#include <QMenu>
#include <QMouseEvent>

#include "ui/common/Text.h"

namespace bolus {

namespace {

QString sourceText(PhaseSource source) {
    switch (source) {
    case PhaseSource::Tags:
        return PhaseChip::tr("from the DICOM header");
    case PhaseSource::Pixels:
        return PhaseChip::tr("from the pixels");
    case PhaseSource::User:
        return PhaseChip::tr("set by hand");
    }
    return {};
}

QIcon dot(const QColor& color) {
    QPixmap pixmap(12, 12);
    pixmap.fill(color);
    return pixmap;
}

// A section's text does not show in every style, and an icon hides the check mark.
void addHeading(QMenu& menu, const QString& text) {
    menu.addSeparator();
    menu.addAction(text)->setEnabled(false);
}

void markCurrent(QAction& action, bool current) {
    action.setCheckable(true);
    action.setChecked(current);
    QFont font = action.font();
    font.setBold(current);
    action.setFont(font);
}

QString chipStyle(const QColor& color) {
    const QString text = qGray(color.rgb()) > 120 ? "#101010" : "#ffffff";
    return QStringLiteral(
               "QToolButton{background:%1;color:%2;border:1px solid rgba(255,255,255,40);"
               "border-radius:9px;padding:1px 9px;font-size:12px;font-weight:600}"
               "QToolButton:hover,QToolButton:focus{border-color:#fff}"
               "QToolButton::menu-indicator{image:none}")
        .arg(color.name(), text);
}

} // namespace

QColor phaseColor(Phase phase) {
    switch (phase) {
    case Phase::PreContrast:
        return "#b8bfc6";
    case Phase::Arterial:
        return "#d55e00";
    case Phase::PortalVenous:
        return "#56b4e9";
    case Phase::Delayed:
        return "#009e73";
    case Phase::MTT:
        return "#f0e442";
    case Phase::CBV:
        return "#e69f00";
    case Phase::CBF:
        return "#cc79a7";
    case Phase::PostContrast:
        return "#0072b2";
    case Phase::Unknown:
        break;
    }
    return "#5c636a";
}

QString phaseName(Phase phase) {
    return QCoreApplication::translate("Phase", phaseLabel(phase));
}

PhaseChip::PhaseChip(QWidget* parent) : QToolButton(parent) {
    setObjectName("phaseChip");
    setPopupMode(QToolButton::InstantPopup);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &PhaseChip::fillMenu);
}

void PhaseChip::setRecord(const PhaseRecord& record) {
    m_record = record;
    setStyleSheet(chipStyle(phaseColor(record.phase)));
    setToolTip(tr("%1 — %2, confidence %3 %\n%4\nClick to correct.")
                   .arg(phaseName(record.phase), sourceText(record.source))
                   .arg(qRound(100 * record.confidence))
                   .arg(QString::fromStdString(record.reason)));
    setAccessibleName(tr("Phase: %1").arg(phaseName(record.phase)));
    showText();
}

void PhaseChip::setShort(bool isShort) {
    if (std::exchange(m_short, isShort) != isShort) {
        showText();
    }
}

void PhaseChip::showText() {
    const Phase phase = m_record.phase;
    setText((m_short ? phaseShortText(phase) : phaseName(phase)) + QStringLiteral(" ▾"));
    adjustSize();
}

void PhaseChip::setSeries(const QStringList& names, int current) {
    m_series = names;
    m_current = current;
}

void PhaseChip::fillMenu() {
    menu()->clear();
    addPhases();
    if (m_series.size() > 1) {
        addSeries();
    }
}

// The tool button's own press would open the menu at once.
void PhaseChip::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        m_pressed = event->position().toPoint();
    }
}

void PhaseChip::mouseMoveEvent(QMouseEvent* event) {
    if (!m_pressed) {
        return;
    }
    const QPoint way = event->position().toPoint() - *m_pressed;
    if (!m_dragging && way.manhattanLength() >= QApplication::startDragDistance()) {
        m_dragging = true;
        setCursor(Qt::ClosedHandCursor);
    }
    if (m_dragging) {
        Q_EMIT dragMoved(event->globalPosition().toPoint());
    }
}

void PhaseChip::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !std::exchange(m_pressed, {})) {
        return;
    }
    if (std::exchange(m_dragging, false)) {
        setCursor(Qt::PointingHandCursor);
        Q_EMIT dropped(event->globalPosition().toPoint());
    } else if (rect().contains(event->position().toPoint())) {
        showMenu();
    }
}

void PhaseChip::addPhases() {
    addHeading(*menu(), tr("This series is"));
    auto* group = new QActionGroup(menu());
    for (const Phase phase : allPhases) {
        QAction* action = menu()->addAction(dot(phaseColor(phase)), phaseName(phase));
        action->setObjectName(phaseToken(phase));
        markCurrent(*action, phase == m_record.phase);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, phase] { Q_EMIT phaseChosen(phase); });
    }
}

void PhaseChip::addEdits(const QList<QAction*>& actions) {
    if (actions.isEmpty())
        return;
    addHeading(*menu(), tr("Its place in the case"));
    menu()->addActions(actions);
}

void PhaseChip::addSeries() {
    addHeading(*menu(), tr("Show here instead"));
    auto* group = new QActionGroup(menu());
    for (int i = 0; i < m_series.size(); ++i) {
        QAction* action = menu()->addAction(m_series[i]);
        action->setObjectName(QStringLiteral("series%1").arg(i));
        markCurrent(*action, i == m_current);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, i] { Q_EMIT seriesChosen(i); });
    }
}

} // namespace bolus

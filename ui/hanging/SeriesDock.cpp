#include "ui/hanging/SeriesDock.h"

#include <QAction>
#include <QMainWindow>
#include <QSettings>

namespace bolus {

namespace {

/// What the user chose against the rule: whether it is open. Goes with the arrangement of the
/// window.
QString choiceKey() {
    return QStringLiteral("window/seriesDock");
}

} // namespace

SeriesDock::SeriesDock(QMainWindow& window)
    : QDockWidget(tr("Series of this case"), &window), m_window(window), m_list(new SeriesList) {
    setObjectName(QStringLiteral("seriesDock"));
    setWidget(m_list);
    hide();
    m_follow.setSingleShot(true);
    m_follow.setInterval(0);
    connect(&m_follow, &QTimer::timeout, this, &SeriesDock::follow);
    for (const auto changed : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_list->model(), changed, &m_follow, qOverload<>(&QTimer::start));
    connect(m_list->model(), &QAbstractItemModel::modelReset, &m_follow,
            qOverload<>(&QTimer::start)); // the timer goes before the list does
    connect(toggleViewAction(), &QAction::triggered, this, &SeriesDock::choose);
}

void SeriesDock::choose(bool open) {
    if (open == isUseful())
        QSettings().remove(choiceKey());
    else
        QSettings().setValue(choiceKey(), open);
}

void SeriesDock::closeEvent(QCloseEvent* event) {
    QDockWidget::closeEvent(event);
    choose(false);
}

void SeriesDock::showEvent(QShowEvent* event) {
    QDockWidget::showEvent(event);
    m_fitted = 0;
    m_follow.start();
}

void SeriesDock::hideEvent(QHideEvent* event) {
    QDockWidget::hideEvent(event);
    m_follow.start();
}

void SeriesDock::follow() {
    const bool open = QSettings().value(choiceKey(), isUseful()).toBool();
    if (open == isHidden())
        setVisible(open);
    if (isVisible() && !isFloating() && m_fitted != m_list->count())
        fit();
}

void SeriesDock::fit() {
    m_fitted = m_list->count();
    const QWidget* middle = m_window.centralWidget();
    const int most = (middle ? middle->height() : m_window.height()) / 3;
    m_window.resizeDocks({this}, {qMin(sizeHint().height(), most)}, Qt::Vertical);
}

} // namespace bolus

#include "ui/search/OptionsMenu.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <QWidgetAction>

namespace bolus {

OptionsMenu::OptionsMenu(QWidget* parent) : QMenu(parent), m_modes(new QActionGroup(this)) {
    setObjectName(QStringLiteral("searchOptions"));
    setTitle(tr("&How to search"));
    setToolTipsVisible(true);
    addModes();
    addBalance();
    addSeparator();
    addSwitch("onePerPatient", tr("One result a patient"),
              tr("A patient's best case alone; the others unfold below it"),
              &SearchOptions::onePerPatient);
    addSwitch("ownPatient", tr("Other exams of the example's own patient"),
              tr("Where cases like an exam are looked for"), &SearchOptions::ownPatient);
    addSwitch("diverse", tr("Also the most similar with another diagnosis"),
              tr("The second half of the list"), &SearchOptions::diverse);
    setOptions(SearchOptions::stored());
}

void OptionsMenu::addModes() {
    const auto add = [this](const char* name, const QString& text, SearchOptions::Mode mode) {
        QAction* action = addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        action->setData(static_cast<int>(mode));
        m_modes->addAction(action);
    };
    add("modeHybrid", tr("By words and images"), SearchOptions::Mode::Hybrid);
    add("modeWords", tr("By the words of reports alone"), SearchOptions::Mode::Words);
    add("modeImage", tr("By images alone"), SearchOptions::Mode::Image);
    connect(m_modes, &QActionGroup::triggered, this, [this](const QAction* action) {
        m_options.mode = static_cast<SearchOptions::Mode>(action->data().toInt());
        setOptions(m_options);
        Q_EMIT chosen(m_options);
    });
}

void OptionsMenu::addBalance() {
    auto* box = new QWidget;
    auto* rows = new QVBoxLayout(box);
    rows->setContentsMargins(24, 4, 16, 4);
    rows->setSpacing(2);
    auto* line = new QHBoxLayout;
    m_balance = new QSlider(Qt::Horizontal);
    m_balance->setObjectName(QStringLiteral("searchBalance"));
    m_balance->setAccessibleName(tr("Balance of words and images"));
    m_balance->setRange(0, 100);
    m_balance->setSingleStep(10);
    m_balance->setPageStep(25);
    m_balance->setMinimumWidth(120);
    m_balance->setTracking(false); // one search when it comes to rest
    auto* words = new QLabel(tr("Words"));
    auto* images = new QLabel(tr("Images"));
    line->addWidget(words);
    line->addWidget(m_balance, 1);
    line->addWidget(images);
    m_told = new QLabel;
    m_told->setProperty("secondary", true);
    rows->addLayout(line);
    rows->addWidget(m_told);
    auto* action = new QWidgetAction(this);
    action->setDefaultWidget(box);
    addAction(action);
    connect(m_balance, &QSlider::valueChanged, this, [this](int images) {
        m_options.images = images;
        tellBalance();
        Q_EMIT chosen(m_options);
    });
}

QAction* OptionsMenu::addSwitch(const char* name, const QString& text, const QString& tip,
                                bool SearchOptions::*field) {
    QAction* action = addAction(text);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(tip);
    action->setCheckable(true);
    m_switches.append({action, field});
    connect(action, &QAction::triggered, this, [this, field](bool on) {
        m_options.*field = on;
        Q_EMIT chosen(m_options);
    });
    return action;
}

void OptionsMenu::tellBalance() {
    const int images = m_options.images;
    m_told->setText(images == 50    ? tr("Words and images count alike")
                    : images == 0   ? tr("Words alone count")
                    : images == 100 ? tr("Images alone count")
                                    : tr("Words %1 %, images %2 %").arg(100 - images).arg(images));
}

void OptionsMenu::setOptions(const SearchOptions& options) {
    m_options = options;
    for (QAction* action : m_modes->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(options.mode));
    const QSignalBlocker quiet(m_balance);
    m_balance->setValue(options.images);
    m_balance->setEnabled(options.mode == SearchOptions::Mode::Hybrid);
    tellBalance();
    for (const auto& [action, field] : m_switches)
        action->setChecked(options.*field);
}

} // namespace bolus

// How searches weigh and list: a small menu beside the search box.
#pragma once

#include <QActionGroup>
#include <QLabel>
#include <QMenu>
#include <QSlider>

#include "ui/search/SearchWish.h"

namespace bolus {

class OptionsMenu : public QMenu {
    Q_OBJECT
public:
    explicit OptionsMenu(QWidget* parent = nullptr);
    void setOptions(const SearchOptions& options);
    const SearchOptions& options() const { return m_options; }

Q_SIGNALS:
    void chosen(const bolus::SearchOptions& options); // by the user

private:
    void addModes();
    void addBalance();
    QAction* addSwitch(const char* name, const QString& text, const QString& tip,
                       bool SearchOptions::*field);
    void tellBalance();

    SearchOptions m_options;
    QActionGroup* m_modes; // data: int(Mode)
    QSlider* m_balance = nullptr;
    QLabel* m_told = nullptr;
    QList<std::pair<QAction*, bool SearchOptions::*>> m_switches;
};

} // namespace bolus

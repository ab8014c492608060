// What the user may set: keys, look, and what is remembered. Everything is so at once.
#pragma once

#include <QDialog>
#include <QTabWidget>

namespace bolus {

class KeyMap;

class Preferences : public QDialog {
    Q_OBJECT
public:
    enum class Page { Look, Keys, Other };

    /// The map outlives the dialog.
    explicit Preferences(KeyMap& keys, QWidget* parent = nullptr);
    void showPage(Page page);

Q_SIGNALS:
    void recentForgotten();
    void arrangementReset();

private:
    QTabWidget* m_pages;
};

} // namespace bolus

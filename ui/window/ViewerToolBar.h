// The tool bar over the light box: where it is narrow, tools lose their names and keep their
// pictures, so that none is hidden.
#pragma once

#include <vector>

#include <QToolBar>

class QToolButton;

namespace bolus {

class ViewerToolBar : public QToolBar {
    Q_OBJECT
public:
    explicit ViewerToolBar(QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    /// Tools between two separators: they have names together or not at all.
    struct Group {
        std::vector<QToolButton*> named;
        int namesWidth = 0; // pixels that their names add
    };

    void measure();

    std::vector<Group> m_groups; // from left to right; empty: not measured yet
    int m_picturesWidth = 0;     // of all tools without names
};

} // namespace bolus

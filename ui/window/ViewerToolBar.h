// The tool bar over the light box: where it is narrow, pictures alone, so that no tool is hidden.
#pragma once

#include <QToolBar>

namespace bolus {

class ViewerToolBar : public QToolBar {
    Q_OBJECT
public:
    explicit ViewerToolBar(QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void setLabelled(bool labelled);

    int m_labelledWidth = 0; // what the tools with their names need; 0: not measured yet
    bool m_labelled = true;
};

} // namespace bolus

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property TroubleView view
    required property ShellModel shell

    objectName: "screen_trouble"

    Card {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: keys.top
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.landscape || Theme.elder ? 0.75 * Theme.gap : Theme.margin
        anchors.bottomMargin: Theme.landscape || Theme.elder ? 0.75 * Theme.gap : Theme.margin

        Rectangle {
            width: parent.width
            height: 14 * Theme.unit
            radius: height / 2
            color: Theme.gold
        }

        Grid {
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.gap
            columns: Theme.landscape ? 2 : 1
            spacing: (Theme.landscape ? 2 : 1.5) * Theme.gap
            horizontalItemAlignment: Grid.AlignHCenter
            verticalItemAlignment: Grid.AlignVCenter

            Rectangle {
                id: sign

                width: (Theme.elder ? 2.6 : 3.6) * Theme.icon
                height: width
                radius: width / 2
                color: Theme.warnSoft
                border.color: Theme.gold
                border.width: Theme.stroke

                Icon {
                    anchors.centerIn: parent
                    name: screen.view.icon
                    tint: Theme.warn
                    size: 0.56 * sign.width
                }
            }

            Column {
                id: words

                readonly property int alignment: Theme.landscape ? Text.AlignLeft : Text.AlignHCenter

                width: Theme.landscape ? parent.width - sign.width - parent.spacing : parent.width
                spacing: (Theme.elder ? 0.5 : 1) * Theme.gap

                Heading {
                    objectName: "trouble_title"
                    width: parent.width
                    text: screen.view.heading
                    horizontalAlignment: words.alignment
                }

                Words {
                    width: parent.width
                    text: screen.view.remedy
                    font.pixelSize: Theme.elder ? Theme.body : Theme.large
                    lineHeight: Theme.elder ? 0.95 : 1.12
                    horizontalAlignment: words.alignment
                }

                Words {
                    width: parent.width
                    visible: text !== ""
                    text: screen.view.reassurance
                    color: Theme.good
                    font.pixelSize: Theme.elder ? Theme.body : Theme.large
                    font.weight: Font.Medium
                    lineHeight: Theme.elder ? 0.95 : 1.12
                    horizontalAlignment: words.alignment
                }

                Words {
                    width: parent.width
                    text: screen.view.technicianCode === "" ? screen.view.callText : screen.view.callText + "  ·  " + screen.view.technicianCode
                    color: Theme.inkSoft
                    font.pixelSize: Theme.tiny
                    horizontalAlignment: words.alignment
                }
            }
        }
    }

    Grid {
        id: keys

        readonly property int count: (screen.view.retryOffered ? 1 : 0) + (screen.view.goOnOffered ? 1 : 0) + (screen.view.skipOffered ? 1 : 0) + (screen.view.backOffered ? 1 : 0) + (screen.view.keepOffered ? 1 : 0) + (leave.visible ? 1 : 0)
        readonly property real cell: (width - (columns - 1) * spacing) / columns

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        anchors.bottomMargin: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
        columns: Theme.landscape ? Math.max(1, count) : 1
        spacing: Theme.gap

        ActionButton {
            width: keys.cell
            height: (Theme.elder ? 1.1 : 1.25) * Theme.touch
            visible: screen.view.retryOffered
            objectName: "retry"
            kind: screen.view.goOnOffered ? "plain" : "primary"
            iconName: "retry"
            label: screen.view.retryText
            onTapped: screen.view.retry()
        }

        ActionButton {
            width: keys.cell
            height: (Theme.elder ? 1.1 : 1.25) * Theme.touch
            visible: screen.view.goOnOffered
            objectName: "go_on"
            kind: "primary"
            iconName: "arrow_right"
            label: screen.view.goOnText
            onTapped: screen.view.goOn()
        }

        ActionButton {
            width: keys.cell
            height: (Theme.elder ? 1.1 : 1.25) * Theme.touch
            visible: screen.view.skipOffered
            objectName: "skip"
            kind: screen.view.retryOffered ? "plain" : "primary"
            iconName: "arrow_right"
            label: screen.view.skipText
            onTapped: screen.view.skip()
        }

        ActionButton {
            width: keys.cell
            height: (Theme.elder ? 1.1 : 1.25) * Theme.touch
            visible: screen.view.backOffered
            objectName: "trouble_back"
            kind: leave.visible ? "primary" : "plain"
            iconName: "arrow_left"
            label: screen.view.backText
            onTapped: screen.view.back()
        }

        ActionButton {
            width: keys.cell
            height: (Theme.elder ? 1.1 : 1.25) * Theme.touch
            visible: screen.view.keepOffered
            objectName: "keep"
            kind: "plain"
            iconName: "clock"
            label: screen.view.keepText
            onTapped: screen.view.keep()
        }

        ActionButton {
            id: leave

            width: keys.cell
            height: (Theme.elder ? 1.1 : 1.25) * Theme.touch
            visible: !screen.view.retryOffered && !screen.view.goOnOffered && !screen.view.skipOffered
            objectName: "trouble_leave"
            kind: screen.view.backOffered ? "plain" : "primary"
            iconName: "leave"
            label: screen.view.leaveText
            onTapped: screen.view.leave()
        }
    }
}

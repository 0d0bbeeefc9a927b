import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property IssueView view
    required property ShellModel shell

    objectName: "screen_issue"

    Grid {
        id: halves

        readonly property real cell: (width - (columns - 1) * spacing) / columns

        anchors.centerIn: parent
        width: parent.width - 2 * Theme.margin
        columns: Theme.landscape ? 2 : 1
        spacing: 1.5 * Theme.gap
        verticalItemAlignment: Grid.AlignVCenter

        Column {
            width: halves.cell
            spacing: (Theme.landscape ? 1 : 1.5) * Theme.gap

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                width: (Theme.landscape ? 3 : 4) * Theme.icon
                height: width
                radius: width / 2
                color: screen.view.heldUp ? Theme.warnSoft : Theme.primarySoft
                border.color: screen.view.heldUp ? Theme.gold : Theme.line
                border.width: screen.view.heldUp || Theme.contrast ? Theme.stroke : 0

                Icon {
                    anchors.centerIn: parent
                    name: screen.view.heldUp ? "attention" : "document_printer"
                    tint: screen.view.heldUp ? Theme.warn : Theme.primary
                    size: 0.56 * parent.width
                }
            }

            Heading {
                width: parent.width
                text: screen.view.heading
                horizontalAlignment: Text.AlignHCenter
            }

            Words {
                visible: !screen.view.heldUp
                width: parent.width
                text: screen.view.hint
                color: Theme.inkSoft
                font.pixelSize: Theme.large
                horizontalAlignment: Text.AlignHCenter
            }
        }

        Column {
            width: halves.cell
            spacing: (Theme.dense ? 0.5 : 1) * Theme.gap

            Rectangle {
                visible: screen.view.heldUp
                width: parent.width
                height: trouble.implicitHeight + (Theme.dense ? 1 : 2) * Theme.gap
                radius: Theme.radius
                color: Theme.warnSoft
                border.color: Theme.gold
                border.width: Theme.stroke

                Column {
                    id: trouble

                    anchors.left: parent.left
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    anchors.margins: 1.25 * Theme.gap
                    spacing: Theme.gap / 2

                    Words {
                        objectName: "trouble_title"
                        width: parent.width
                        text: screen.view.troubleTitle
                        color: Theme.warn
                        font.pixelSize: Theme.large
                        font.weight: Font.Bold
                        lineHeight: 1.15
                    }

                    Words {
                        width: parent.width
                        text: screen.view.troubleRemedy
                        color: Theme.warn
                        lineHeight: Theme.dense ? 0.95 : 1.12
                    }
                }
            }

            PrintLine {
                width: parent.width
                icon: "document"
                label: screen.view.documentText
                done: screen.view.documentDone
                running: !screen.view.documentDone && !screen.view.heldUp
            }

            PrintLine {
                width: parent.width
                icon: "receipt"
                label: screen.view.receiptText
                done: false
                running: screen.view.receiptRunning
            }
        }
    }
}

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property IssueView view
    required property ShellModel shell

    objectName: "screen_issue"

    Column {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.margin, 1200 * Theme.unit)
        spacing: 1.75 * Theme.gap

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: screen.view.heldUp ? "attention" : "document_printer"
            tint: screen.view.heldUp ? Theme.warn : Theme.primary
            size: 2.6 * Theme.icon
        }

        Heading {
            width: parent.width
            text: screen.view.heading
            horizontalAlignment: Text.AlignHCenter
        }

        Rectangle {
            visible: screen.view.heldUp
            width: parent.width
            height: trouble.implicitHeight + 2 * Theme.gap
            radius: Theme.radius
            color: Theme.warnSoft
            border.color: Theme.gold
            border.width: 2

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
                }

                Words {
                    width: parent.width
                    text: screen.view.troubleRemedy
                    color: Theme.warn
                }
            }
        }

        Words {
            visible: !screen.view.heldUp
            width: parent.width
            text: screen.view.hint
            color: Theme.inkSoft
            font.pixelSize: Theme.large
            horizontalAlignment: Text.AlignHCenter
        }

        Column {
            width: parent.width
            spacing: Theme.gap

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

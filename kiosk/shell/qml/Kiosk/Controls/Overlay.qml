import QtQuick
import Kiosk.Shell
import Kiosk.Theme

// Help, the question before leaving, and the warning when nobody touches the screen.
Rectangle {
    id: overlay

    required property ShellModel shell

    objectName: "overlay_" + shell.overlay
    color: "#c0102033"

    // Nothing below may be touched meanwhile.
    MouseArea {
        anchors.fill: parent
    }

    Card {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.landscape ? (parent.height - height) / 2 : parent.height * 0.16
        width: Math.min(parent.width - 2 * Theme.margin, 940 * Theme.unit)
        height: content.implicitHeight + 3 * Theme.gap

        Column {
            id: content

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: parent.top
            anchors.margins: 1.5 * Theme.gap
            spacing: Theme.gap

            Row {
                width: parent.width
                spacing: Theme.gap

                Icon {
                    id: picture

                    anchors.verticalCenter: parent.verticalCenter
                    name: overlay.shell.overlay === "help" ? "help" : overlay.shell.overlay === "idle" ? "clock" : overlay.shell.overlay === "leave" ? "leave" : ""
                    size: Theme.icon * 1.4
                }

                Heading {
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - picture.width - parent.spacing
                    text: overlay.shell.overlayTitle
                }
            }

            Words {
                width: parent.width
                text: overlay.shell.overlayBody
                font.pixelSize: Theme.large
            }

            Row {
                visible: overlay.shell.overlayNote !== ""
                width: parent.width
                spacing: Theme.gap / 2

                Icon {
                    id: phone

                    name: "phone"
                    tint: Theme.inkSoft
                }

                Words {
                    width: parent.width - phone.width - parent.spacing
                    text: overlay.shell.overlayNote
                    color: Theme.inkSoft
                }
            }

            ActionButton {
                width: parent.width
                objectName: "stay"
                kind: "primary"
                label: overlay.shell.overlayStay
                onTapped: overlay.shell.stay()
            }

            ActionButton {
                width: parent.width
                objectName: "leave_confirm"
                visible: overlay.shell.overlayLeave !== ""
                label: overlay.shell.overlayLeave
                onTapped: overlay.shell.confirmLeave()
            }
        }
    }
}

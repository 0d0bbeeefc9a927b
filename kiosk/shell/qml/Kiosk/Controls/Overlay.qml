import QtQuick
import Kiosk.Shell
import Kiosk.Theme

// Help, the question before leaving, and the warning when nobody touches the screen.
Rectangle {
    id: overlay

    required property OverlayModel model

    objectName: "overlay_" + model.kind
    color: "#c0102033"

    // Nothing below may be touched meanwhile.
    MouseArea {
        anchors.fill: parent
        onClicked: overlay.model.touchedBeside()
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
                    name: overlay.model.kind === "help" ? "help" : overlay.model.kind === "idle" ? "clock" : overlay.model.kind === "leave" ? "leave" : ""
                    size: Theme.icon * 1.4
                }

                Heading {
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - picture.width - parent.spacing
                    text: overlay.model.title
                }
            }

            Words {
                width: parent.width
                text: overlay.model.body
                font.pixelSize: Theme.large
            }

            Row {
                visible: overlay.model.note !== ""
                width: parent.width
                spacing: Theme.gap / 2

                Icon {
                    id: phone

                    name: "phone"
                    tint: Theme.inkSoft
                }

                Words {
                    width: parent.width - phone.width - parent.spacing
                    text: overlay.model.note
                    color: Theme.inkSoft
                }
            }

            ActionButton {
                width: parent.width
                objectName: "stay"
                kind: "primary"
                label: overlay.model.stayText
                onTapped: overlay.model.stay()
            }

            ActionButton {
                width: parent.width
                objectName: "leave_confirm"
                visible: overlay.model.leaveText !== ""
                label: overlay.model.leaveText
                onTapped: overlay.model.leave()
            }
        }
    }
}

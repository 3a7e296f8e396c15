# What no `harden` does: the export folder moves on to an encrypted file system, and is there again after a reboot.
# In it lies an extract that the site lists; what a visitor took goes.
rm -f /srv/exports/clip.mp4
[ ! -e /etc/exports.key ] || exit 0
(umask 077 && head -c 24 /dev/urandom | base64 >/etc/exports.key && mkdir /srv/.exports)
gocryptfs -q -init -passfile /etc/exports.key /srv/.exports
cat >/etc/systemd/system/encrypted-exports.service <<'X'
[Unit]
Description=The export folder, encrypted
[Service]
ExecStart=/usr/bin/gocryptfs -fg -q -allow_other -passfile /etc/exports.key /srv/.exports /srv/exports
[Install]
WantedBy=multi-user.target
X
systemctl enable --quiet --now encrypted-exports
for _ in 1 2 3 4 5; do mountpoint -q /srv/exports && touch /srv/exports/2026-17.zip && exit 0; sleep 1; done
exit 1

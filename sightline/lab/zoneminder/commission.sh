# Run in the new image's root, by its own shell: ZoneMinder as a careless installer leaves it.
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
: >/etc/resolv.conf
systemctl mask --quiet systemd-networkd.service systemd-networkd-wait-online.service console-getty.service

# The way in for whoever looks after the host.
useradd --create-home --shell /bin/bash recorder
printf 'recorder ALL=(root) NOPASSWD: ALL\n' >/etc/sudoers.d/recorder
chmod 440 /etc/sudoers.d/recorder
install -d -o recorder -g recorder -m 0700 /home/recorder/.ssh
rm -f /etc/ssh/ssh_host_*

# A camera with sound, which only this host can reach.
printf '%s\n' '{"host": "127.0.0.1", "port": 8554, "user": "admin", "password": "Lab-rtsp-2026", "anonymous": false, "streams": {"/main": true}}' >/etc/camera.json
cat >/etc/systemd/system/camera.service <<'X'
[Unit]
Description=A camera
[Service]
DynamicUser=yes
Environment=HOME=/tmp
ExecStart=/bin/sh -c '(cat /etc/camera.json; exec sleep infinity) | exec /usr/bin/python3 -I /usr/local/lib/camera.py'
Restart=always
[Install]
WantedBy=multi-user.target
X

# The web server, with a certificate that it signs itself.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 3650 -subj /CN=zoneminder \
  -keyout /etc/ssl/private/zoneminder.key -out /etc/ssl/certs/zoneminder.pem 2>/dev/null
sed -i -e 's|/etc/ssl/certs/ssl-cert-snakeoil.pem|/etc/ssl/certs/zoneminder.pem|' \
  -e 's|/etc/ssl/private/ssl-cert-snakeoil.key|/etc/ssl/private/zoneminder.key|' /etc/apache2/sites-available/default-ssl.conf
echo 'ServerName zoneminder' >/etc/apache2/conf-available/zoneminder-name.conf
# As packaged, films are handed out to everybody; the one thing that this installer has thought of.
printf '<Directory /var/cache/zoneminder/events>\n  Require all denied\n</Directory>\n' >/etc/apache2/conf-available/zoneminder-films.conf
a2enmod -q cgi rewrite ssl >/dev/null
a2enconf -q zoneminder zoneminder-api zoneminder-films zoneminder-name >/dev/null
a2ensite -q default-ssl >/dev/null
chown root:www-data /etc/zm/zm.conf
chmod 640 /etc/zm/zm.conf
mkdir -p /etc/systemd/system/zoneminder.service.d
printf '[Unit]\nAfter=mariadb.service camera.service\nRequires=mariadb.service\n' >/etc/systemd/system/zoneminder.service.d/order.conf

# Its database, and what the installer set in it: sound is recorded, footage stays, the shipped login is still there.
install -d -o mysql /run/mysqld
mariadbd --user=mysql --skip-networking --skip-log-bin &
until mariadb-admin ping >/dev/null 2>&1; do sleep 0.2; done
mariadb </usr/share/zoneminder/db/zm_create.sql
mariadb -e "CREATE USER 'zmuser'@localhost IDENTIFIED BY 'zmpass'; GRANT ALL ON zm.* TO 'zmuser'@localhost"
zmupdate.pl -nointeractive -f </dev/null >/dev/null
hash() { php -r 'echo password_hash($argv[1], PASSWORD_BCRYPT);' "$1"; }
account() {
  echo "INSERT INTO Users (Username, Password, Enabled, Stream, Events, Control, Monitors, \`Groups\`, Devices, Snapshots,
    System, MonitorIds, APIEnabled) VALUES ('$1', '$(hash "$2")', 1, 'View', '$3', 'None', '$3', 'None', 'None', 'None',
    '$4', '', 1);"
}
{
  account sightline Lab-zm-2026 Edit Edit
  account contractor Summer-2024 Edit Edit
  account frontdesk Lab-desk-26 View None
  cat <<X
UPDATE Config SET Value = 1 WHERE Name IN ('ZM_OPT_USE_AUTH', 'ZM_TELEMETRY_DATA');
UPDATE Config SET Value = 0 WHERE Name = 'ZM_SHOW_PRIVACY';
UPDATE Config SET Value = '$(head -c 24 /dev/urandom | base64)' WHERE Name = 'ZM_AUTH_HASH_SECRET';
UPDATE Config SET Value = 'Europe/London' WHERE Name = 'ZM_TIMEZONE';
UPDATE Config SET Value = 10 WHERE Name = 'ZM_FILTER_EXECUTE_INTERVAL';
INSERT INTO Monitors (Name, Type, Function, Enabled, Path, Method, Width, Height, Colours, VideoWriter, SaveJPEGs,
  RecordAudio, SectionLength, MinSectionLength, StorageId, LabelFormat)
  VALUES ('Front door', 'Ffmpeg', 'Record', 1, 'rtsp://admin:Lab-rtsp-2026@127.0.0.1:8554/main', 'rtpRtsp', 320, 240, 4, 2, 0,
  1, 10, 5, 1, NULL);
X
} | mariadb zm

# Footage of 45 days ago; the second event is evidence, which somebody locked.
ln -sf /usr/share/zoneinfo/Europe/London /etc/localtime
echo Europe/London >/etc/timezone
day=$(date -d '45 days ago' +%F)
for event in 1 2; do
  folder=/var/cache/zoneminder/events/1/$day/$event
  mkdir -p "$folder"
  ffmpeg -loglevel error -f lavfi -i testsrc=size=320x240:rate=5:duration=4 -f lavfi -i sine=duration=4 \
    -c:v libx264 -pix_fmt yuv420p -c:a aac "$folder/$event-video.mp4" </dev/null
  mariadb zm -e "INSERT INTO Events (Id, MonitorId, StorageId, Name, Cause, StartDateTime, EndDateTime, Width, Height, Length,
    Frames, DefaultVideo, SaveJPEGs, Archived, Videoed, StateId, DiskSpace) VALUES ($event, 1, 1, 'Event-$event', 'Continuous',
    '$day 10:0$event:00', '$day 10:0$event:04', 320, 240, 4, 20, '$event-video.mp4', 0, $event - 1, 1, 1, 20000)"
done
chown -R www-data:www-data /var/cache/zoneminder/events /var/log/zm
mariadb-admin shutdown
wait
systemctl enable --quiet ssh mariadb apache2 zoneminder camera

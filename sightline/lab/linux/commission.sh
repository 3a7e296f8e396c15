# Run in the new image's root, by its own shell: the recorder as a careless installer leaves it.
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
: >/etc/resolv.conf

# A container is no machine: its clock is ours, and a helper of miniupnpd asks for iptables.
mkdir -p /etc/systemd/system/chrony.service.d /etc/systemd/system/miniupnpd.service.d
cat >/etc/systemd/system/chrony.service.d/container.conf <<'X'
[Unit]
ConditionCapability=
[Service]
Type=simple
PIDFile=
ExecStart=
ExecStart=!/usr/sbin/chronyd -U -d -x
X
cat >/etc/systemd/system/miniupnpd.service.d/container.conf <<'X'
[Service]
ExecStartPre=
ExecStopPost=
X

# Its network comes with the namespace; nothing in it looks for another one.
systemctl mask --quiet systemd-networkd.service systemd-networkd-wait-online.service console-getty.service

# The recording program, which does as its configuration says.
groupadd --system footage
useradd --system --home-dir /srv/recordings --shell /usr/sbin/nologin --gid footage nvr
cat >/etc/recorder.conf <<'X'
# Recording program
channels = ch1 ch2
record_audio = yes
segment_seconds = 20
X
cat >/usr/local/bin/recorder <<'X'
#!/bin/sh
# Writes a segment of each channel now and then, with a sound track where the configuration says so.
value() { sed -n "s/^$1 *= *//p" /etc/recorder.conf; }
umask 027
while :; do
  sound=video; [ "$(value record_audio)" = yes ] && sound='video+audio'
  for channel in $(value channels); do
    echo "$sound" >"/srv/recordings/$channel/$(date -u +%Y%m%dT%H%M%SZ).mp4"
  done
  sleep "$(value segment_seconds)"
done
X
chmod 755 /usr/local/bin/recorder
cat >/etc/systemd/system/recorder.service <<'X'
[Unit]
Description=Recording program
[Service]
User=nvr
ExecStart=/usr/local/bin/recorder
Restart=always
[Install]
WantedBy=multi-user.target
X
install -d -o nvr -g footage -m 0750 /srv/recordings /srv/recordings/ch1 /srv/recordings/ch2
install -d -o root -g footage -m 0770 /srv/exports

# People: the shipped account, the installer who has left, the one who may take footage out, and our own way in.
for user in admin contractor evidence recorder; do useradd --create-home --shell /bin/bash "$user"; done
printf '%s\n' 'admin:12345' 'contractor:Summer-2024' 'evidence:Lab-evidence-26' | chpasswd
for user in admin contractor recorder; do usermod --append --groups sudo "$user"; done
usermod --append --groups footage evidence
printf 'recorder ALL=(root) NOPASSWD: ALL\n' >/etc/sudoers.d/recorder
chmod 440 /etc/sudoers.d/recorder
install -d -o recorder -g recorder -m 0700 /home/recorder/.ssh

# Every door open.
rm -f /etc/ssh/ssh_host_*
cat >/etc/ssh/sshd_config.d/installer.conf <<'X'
PasswordAuthentication yes
PermitRootLogin yes
X
printf 'telnet\tstream\ttcp\tnowait\troot\t/usr/sbin/telnetd\ttelnetd\n' >>/etc/inetd.conf
sed -i 's/^anonymous_enable=NO/anonymous_enable=YES/; s/^listen=NO/listen=YES/; s/^listen_ipv6=YES/listen_ipv6=NO/' /etc/vsftpd.conf
cat >/etc/snmp/snmpd.conf <<'X'
agentaddress udp:161
rocommunity public
sysLocation Riverside Court
X
cat >/etc/miniupnpd/miniupnpd.conf <<'X'
ext_ifname=lo
ext_ip=9.9.9.10
listening_ip=eth0
http_port=5000
enable_natpmp=yes
enable_upnp=yes
secure_mode=no
system_uptime=yes
uuid=3bd34084-e271-46ea-b6c9-da071b2a331e
allow 1024-65535 0.0.0.0/0 1024-65535
X
cat >/etc/avahi/services/rtsp.service <<'X'
<?xml version="1.0" standalone='no'?><!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group><name>Recorder</name><service><type>_rtsp._tcp</type><port>8554</port></service></service-group>
X
printf 'pool 2.debian.pool.ntp.org iburst\ndriftfile /var/lib/chrony/chrony.drift\n' >/etc/chrony/chrony.conf
ln -sf /usr/share/zoneinfo/America/New_York /etc/localtime
echo America/New_York >/etc/timezone
systemctl enable --quiet ssh chrony vsftpd snmpd miniupnpd avahi-daemon wsdd rsyslog recorder inetutils-inetd

{{- define "vonk.name" -}}
{{- printf "%s-vonk" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* The keys are copied to a place where only the process may read them, as Vonk wants it. */}}
{{- define "vonk.keys" -}}
- name: keys
  image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command: ["/bin/sh", "-c", "umask 077 && mkdir -p /keys/dir && cp /secret/* /keys/dir/"]
  securityContext: { allowPrivilegeEscalation: false }
  volumeMounts:
    - { name: secret, mountPath: /secret, readOnly: true }
    - { name: keys, mountPath: /keys }
{{- end -}}

{{- define "vonk.environment" -}}
- { name: VONK_SECURITY_DIR, value: /keys/dir }
- { name: VONK_TLS, value: "on" }
- name: POD_IP
  valueFrom: { fieldRef: { fieldPath: status.podIP } }
{{- end -}}

# Containers, clusters, clouds and CI: who runs the command, on what.
libengine_la_SOURCES += \
	src/deploy/azureml.c \
	src/deploy/chart.c src/deploy/chart.h src/deploy/chart_container.c \
	src/deploy/chart_nats.c \
	src/deploy/chart_ollama.c src/deploy/chart_servers.c src/deploy/chart_stack.c \
	src/deploy/ci.c src/deploy/ci.h src/deploy/ci_jobs.c src/deploy/ci_links.c \
	src/deploy/ci_runner.c src/deploy/cog.c src/deploy/compose.c src/deploy/compose.h \
	src/deploy/compose_evidence.c src/deploy/compose_files.c \
	src/deploy/compose_build.c src/deploy/compose_pulls.c src/deploy/compose_storage.c src/deploy/conda.c \
	src/deploy/container.c src/deploy/container.h \
	src/deploy/container_docker.c src/deploy/container_evidence.c src/deploy/container_written.c \
	src/deploy/container_model.c \
	src/deploy/container_size.c src/deploy/container_variables.c \
	src/deploy/devcontainer.c src/deploy/dstack.c \
	src/deploy/evidence.c src/deploy/evidence.h src/deploy/helm_release.c \
	src/deploy/helm_values.c src/deploy/image.c \
	src/deploy/image.h src/deploy/kserve.c src/deploy/kubeai.c \
	src/deploy/kuberay.c src/deploy/kubernetes.c \
	src/deploy/kubernetes.h src/deploy/kubernetes_mounts.c \
	src/deploy/kubernetes_pod.c src/deploy/kubernetes_volumes.c \
	src/deploy/kustomize.c src/deploy/kustomize_merge.c \
	src/deploy/kustomize_merge.h src/deploy/kustomize_render.c \
	src/deploy/kustomize_render.h src/deploy/mosaicml_mcli.c src/deploy/nats.c src/deploy/nats.h \
	src/deploy/nats_conf.c src/deploy/nats_conf.h \
	src/deploy/package.c src/deploy/package.h src/deploy/pods.c \
	src/deploy/ray_cluster.c src/deploy/ray_serve.c \
	src/deploy/ray_serve.h src/deploy/skypilot.c src/deploy/task.c \
	src/deploy/task.h src/deploy/truss.c src/deploy/vertex_ai.c

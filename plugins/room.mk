# One shared object for each folder of plugins/.  They call the host's
# functions, which the program or libgpulint has; nothing is linked in.
# plugins/table is none: it is what several of them are built from.
plugin_ldflags = $(AM_LDFLAGS) -module -avoid-version -shared \
	-export-symbols-regex '^gpulint_plugin$$'

plugin_LTLIBRARIES += vram.la
vram_la_SOURCES = plugins/vram/plugin.c plugins/vram/vram.h \
	plugins/table/cluster.c plugins/table/cluster.h \
	plugins/table/gpu_image.c plugins/table/gpu_image.h \
	plugins/vram/card.c plugins/vram/culprit.c \
	plugins/vram/devices.c \
	plugins/vram/devices.h \
	plugins/vram/engines.c plugins/vram/engines.h \
	plugins/table/words.c plugins/table/words.h \
	plugins/vram/shared_replica.c \
	plugins/vram/left_in_ram.c plugins/vram/resident.c plugins/vram/save_overflow.c \
	plugins/table/indexes.c plugins/table/indexes.h \
	plugins/vram/load_overflow.c \
	plugins/table/installs.c \
	plugins/table/wheel_index.c plugins/table/wheel_index.h \
	plugins/table/pins.c plugins/table/pins.h \
	plugins/vram/workers_copy_model.c \
	plugins/vram/overflow.c \
	plugins/vram/kv_cache_too_small.c \
	plugins/vram/tight.c \
	plugins/vram/large_logits.c \
	plugins/vram/share_below_weights.c \
	plugins/vram/eager_attention.c \
	plugins/vram/evaluation_overflow.c \
	plugins/vram/long_job.c \
	plugins/vram/replicated_base.c \
	plugins/vram/hidden_states.c \
	plugins/vram/unified_memory.c \
	plugins/vram/concurrency_over_cache.c \
	plugins/vram/engines_in_one_script.c plugins/vram/replica_over_share.c plugins/vram/rollout_overflow.c \
	plugins/vram/engines_share_gpu.c \
	plugins/vram/unequal_cards.c
vram_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/table
vram_la_LDFLAGS = $(plugin_ldflags)

plugin_LTLIBRARIES += cuda.la
cuda_la_SOURCES = plugins/cuda/plugin.c plugins/cuda/cuda.h \
	plugins/table/cluster.c plugins/table/cluster.h \
	plugins/table/gpu_image.c plugins/table/gpu_image.h \
	plugins/table/words.c plugins/table/words.h \
	plugins/cuda/rocm_arch_missing.c \
	plugins/cuda/cudnn_mismatch.c \
	plugins/cuda/driver_too_old.c \
	plugins/table/hosted_runner.c plugins/table/hosted_runner.h \
	plugins/cuda/without_gpu.c plugins/cuda/without_gpu.h \
	plugins/cuda/newest_wheel.c plugins/cuda/newest_wheel.h \
	plugins/cuda/unsupported_dtype.c \
	plugins/cuda/demands.c plugins/cuda/demands.h \
	plugins/cuda/arch_not_in_wheel.c \
	plugins/cuda/gpu_too_old.c \
	plugins/cuda/software_kernels.c \
	plugins/cuda/tf32_before_ampere.c \
	plugins/cuda/auto_dtype_before_ampere.c plugins/cuda/components.c \
	plugins/cuda/capability.c plugins/cuda/keys.c plugins/cuda/wishes.c \
	plugins/cuda/own_code.c plugins/cuda/own_commands.c \
	plugins/cuda/builds.c plugins/cuda/builds.h \
	plugins/table/indexes.c plugins/table/indexes.h \
	plugins/cuda/right_build.c plugins/cuda/right_build.h \
	plugins/cuda/releases.c plugins/cuda/arch_list.c \
	plugins/table/installs.c \
	plugins/table/wheel_index.c plugins/table/wheel_index.h \
	plugins/table/pins.c plugins/table/pins.h \
	plugins/cuda/torch_companions_mismatch.c \
	plugins/cuda/torch_build_missing.c \
	plugins/cuda/cuda_suffix_mismatch.c \
	plugins/cuda/python_outside_torch.c \
	plugins/cuda/library_wants_other_torch.c \
	plugins/cuda/bitsandbytes_without_cuda.c \
	plugins/cuda/toolkit_newer_than_driver.c \
	plugins/cuda/ptx.c plugins/cuda/ptx.h \
	plugins/cuda/image_drivers.c plugins/cuda/image_drivers.h \
	plugins/cuda/toolkits.c plugins/cuda/toolkits.h \
	plugins/cuda/wrong_vendor.c
cuda_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/table
cuda_la_LDFLAGS = $(plugin_ldflags)

plugin_LTLIBRARIES += disk.la
disk_la_SOURCES = plugins/disk/plugin.c plugins/disk/disk.h \
	plugins/disk/free.c \
	plugins/table/saves.c plugins/table/saves.h \
	plugins/table/words.c plugins/table/words.h \
	plugins/disk/disk_too_small.c \
	plugins/disk/lfs_keeps_twice.c \
	plugins/disk/checkpoints_fill_disk.c \
	plugins/disk/model_cache_too_large.c \
	plugins/disk/ollama_pulls.c plugins/disk/ollama_pulls.h \
	plugins/disk/file_store_over_volume.c \
	plugins/table/jetstream.c plugins/table/jetstream.h \
	plugins/disk/keeps_every_checkpoint.c \
	plugins/disk/output_in_memory.c \
	plugins/disk/store_in_temporary_folder.c \
	plugins/disk/output_in_container.c \
	plugins/disk/data_too_large.c \
	plugins/disk/image_too_large.c
disk_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/table
disk_la_LDFLAGS = $(plugin_ldflags)

plugin_LTLIBRARIES += os.la
os_la_SOURCES = plugins/os/plugin.c plugins/os/os.h \
	plugins/table/cpu_server.c plugins/table/cpu_server.h \
	plugins/table/merge.c plugins/table/merge.h \
	plugins/table/saves.c plugins/table/saves.h \
	plugins/table/cluster.c plugins/table/cluster.h \
	plugins/table/gpu_image.c plugins/table/gpu_image.h \
	plugins/table/words.c plugins/table/words.h \
	plugins/table/indexes.c plugins/table/indexes.h \
	plugins/table/installs.c \
	plugins/table/wheel_index.c plugins/table/wheel_index.h \
	plugins/table/pins.c plugins/table/pins.h \
	plugins/os/conda_platform.c \
	plugins/os/spills_into_ram.c \
	plugins/os/wsl_too_old.c \
	plugins/os/kernel_modules_mismatch.c \
	plugins/os/wsl_memory_limit.c \
	plugins/os/windows_unsupported.c \
	plugins/os/macos_unsupported.c \
	plugins/os/windows_drive_under_wsl.c \
	plugins/os/pinned_memory_under_wsl.c \
	plugins/os/paged_optimizer_under_wsl.c \
	plugins/os/gpudirect_under_wsl.c \
	plugins/os/many_gpus_under_wsl.c \
	plugins/os/nodes_behind_wsl.c \
	plugins/os/linux_driver_under_wsl.c \
	plugins/os/device_nodes_under_wsl.c \
	plugins/os/desktop_shares_gpu.c \
	plugins/os/cpu_wheel_on_windows.c \
	plugins/os/spawned_workers.c \
	plugins/os/nccl_not_there.c \
	plugins/os/pipeline.c \
	plugins/os/emulated_image.c \
	plugins/os/glibc_too_old.c \
	plugins/os/no_arm64_wheel.c \
	plugins/os/no_cuda_on_power.c \
	plugins/os/network_file_system.c \
	plugins/os/rocm_devices_missing.c \
	plugins/os/drive_letter_path.c \
	plugins/os/long_path.c \
	plugins/os/wsl_disk_limit.c
os_la_SOURCES += plugins/table/condition.c plugins/table/conflict.c \
	plugins/table/conflict.h plugins/table/flag.c
nodist_os_la_SOURCES = conflict_rows.c
os_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/table
os_la_LDFLAGS = $(plugin_ldflags)

plugin_LTLIBRARIES += host.la
host_la_SOURCES = plugins/host/plugin.c plugins/host/host.h \
	plugins/table/cpu_server.c plugins/table/cpu_server.h \
	plugins/table/merge.c plugins/table/merge.h \
	plugins/table/cluster.c plugins/table/cluster.h \
	plugins/table/gpu_image.c plugins/table/gpu_image.h \
	plugins/table/words.c plugins/table/words.h \
	plugins/table/llama_build.c plugins/table/llama_build.h \
	plugins/host/resource_names.c plugins/host/resource_names.h \
	plugins/host/misplaced_resources.c \
	plugins/host/unknown_resource.c \
	plugins/host/wrong_kind.c \
	plugins/host/wrong_value.c \
	plugins/host/field_types.c plugins/host/field_types.h \
	plugins/host/quantity_text.c plugins/host/quantity_text.h \
	plugins/host/storage_initializer.c \
	plugins/host/threads_over_cpus.c \
	plugins/host/memlock_too_small.c \
	plugins/host/shm_too_small.c \
	plugins/host/loader_words.c plugins/host/loader_words.h \
	plugins/host/gpu_requests_unequal.c \
	plugins/host/fractional_gpu.c \
	plugins/host/device_reservation.c \
	plugins/table/hosted_runner.c plugins/table/hosted_runner.h \
	plugins/host/gpu_on_hosted_runner.c \
	plugins/host/workers_over_cpus.c \
	plugins/host/quota_without_effect.c \
	plugins/host/removed_gpu_resource.c \
	plugins/host/ram_too_small.c \
	plugins/host/memory_volume_over_limit.c \
	plugins/host/memory_store_over_limit.c \
	plugins/table/jetstream.c plugins/table/jetstream.h \
	plugins/host/no_gpu_reserved.c \
	plugins/host/save_gathers_in_ram.c \
	plugins/host/prompt_cache_over_limit.c \
	plugins/host/engine_caches.c plugins/host/engine_caches.h
host_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/table
host_la_LDFLAGS = $(plugin_ldflags)

plugin_LTLIBRARIES += launch.la
launch_la_SOURCES = plugins/launch/plugin.c plugins/launch/launch.h \
	plugins/launch/batch_product_mismatch.c \
	plugins/launch/batched_tokens_too_small.c \
	plugins/table/llama_build.c plugins/table/llama_build.h \
	plugins/launch/both_fp16_and_bf16.c \
	plugins/table/condition.c \
	plugins/table/conflict.c \
	plugins/table/conflict.h \
	plugins/launch/contradicting_settings.c \
	plugins/launch/deepspeed_config_twice.c \
	plugins/table/flag.c \
	plugins/table/words.c plugins/table/words.h \
	plugins/launch/device_map_across_processes.c \
	plugins/launch/generations_not_divisible.c \
	plugins/launch/global_batch_too_small.c \
	plugins/launch/gpus_not_divisible.c \
	plugins/launch/heads_not_divisible.c \
	plugins/launch/max_len_over_positions.c \
	plugins/launch/missing_setting.c \
	plugins/launch/offload_without_effect.c \
	plugins/launch/optimizer_with_sharding.c \
	plugins/launch/quantised_cache_without_flash_attention.c \
	plugins/launch/quantization_with_sharding.c \
	plugins/launch/quantization_without_adapter.c \
	plugins/launch/reentrant_checkpointing.c \
	plugins/launch/renamed_setting.c \
	plugins/launch/rollout.c plugins/launch/rollout.h \
	plugins/launch/save_eval_mismatch.c \
	plugins/launch/sharding_twice.c \
	plugins/launch/too_few_gpus.c \
	plugins/launch/two_quantizations.c \
	plugins/launch/value_out_of_range.c \
	plugins/launch/setting_without_effect.c \
	plugins/launch/layers_not_divisible.c \
	plugins/launch/sequence_not_divisible.c \
	plugins/launch/experts_not_divisible.c \
	plugins/launch/hidden_not_divisible.c \
	plugins/launch/sizes_not_divisible.c \
	plugins/launch/full_precision_training.c \
	plugins/launch/packing_without_flash_attention.c \
	plugins/launch/shared_gpu_engine.c \
	plugins/launch/fp16_with_bf16_model.c \
	plugins/launch/deepspeed_mismatch.c \
	plugins/launch/half_loaded_weights.c \
	plugins/launch/misspelt_value.c
nodist_launch_la_SOURCES = conflict_rows.c
launch_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/table
launch_la_LDFLAGS = $(plugin_ldflags)

# What frameworks refuse, one table a framework.
conflict_tables = $(top_srcdir)/rules/conflicts/*.tsv
CLEANFILES += conflict_rows.c
EXTRA_DIST += tools/conflicts.awk
conflict_rows.c: $(top_srcdir)/tools/conflicts.awk rules-always
	$(AM_V_at)LC_ALL=C $(AWK) -f $(top_srcdir)/tools/conflicts.awk \
		$(conflict_tables) >$@.tmp && $(keep_same)

plugin_LTLIBRARIES += config.la
config_la_SOURCES = plugins/config/plugin.c plugins/config/config.h \
	plugins/config/duplicate_key.c \
	plugins/config/unknown_key.c \
	plugins/config/number_read_as_string.c \
	plugins/config/boolean_looking_key.c \
	plugins/config/sexagesimal.c \
	plugins/config/no_read_as_false.c \
	plugins/config/escaped_windows_path.c
config_la_LDFLAGS = $(plugin_ldflags)

# What the program loads while it lies in its build tree.
noinst_DATA += .gpulint-build
CLEANFILES += .gpulint-build
.gpulint-build: $(plugin_LTLIBRARIES)
	$(AM_V_GEN)for p in $(plugin_LTLIBRARIES); do \
		echo .libs/$${p%.la}.so; done >$@.tmp && mv $@.tmp $@

"""The types of Terraform's resources as general kinds.

A type that is not here is of the kind `other`, and nobody knows whether it bears on who reaches whom: it is unmodelled.
"""

import re

OTHER = "other"
SETTING = "setting"
GRANTED_BY_GOOGLE = (
    *("project", "folder", "organization", "service_account", "storage_bucket", "cloud_run_service"),
    *("cloud_run_v2_service", "cloud_run_v2_job", "cloudfunctions_function", "cloudfunctions2_function"),
    *("pubsub_topic", "pubsub_subscription", "secret_manager_secret", "bigquery_dataset", "bigquery_table"),
    *("kms_crypto_key", "kms_key_ring", "artifact_registry_repository", "spanner_database", "spanner_instance"),
    "compute_instance",
)
"""What Google's grants of roles are about: three types of resources each, of one member, of one role, of all."""

_TABLE = {
    # Where things run.
    "compute.instance": (
        "aws_instance aws_spot_instance_request azurerm_linux_virtual_machine azurerm_windows_virtual_machine "
        "azurerm_virtual_machine google_compute_instance google_compute_instance_from_template"
    ),
    "compute.scale-set": (
        "aws_autoscaling_group azurerm_linux_virtual_machine_scale_set azurerm_windows_virtual_machine_scale_set "
        "azurerm_virtual_machine_scale_set azurerm_orchestrated_virtual_machine_scale_set "
        "google_compute_instance_group_manager google_compute_region_instance_group_manager"
    ),
    "compute.template": (
        "aws_launch_template aws_launch_configuration google_compute_instance_template "
        "google_compute_region_instance_template"
    ),
    "compute.function": (
        "aws_lambda_function azurerm_function_app azurerm_linux_function_app azurerm_windows_function_app "
        "azurerm_function_app_flex_consumption google_cloudfunctions_function google_cloudfunctions2_function"
    ),
    "compute.container": (
        "aws_ecs_service azurerm_container_group azurerm_container_app google_cloud_run_service "
        "google_cloud_run_v2_service"
    ),
    "compute.app": (
        "azurerm_app_service azurerm_linux_web_app azurerm_windows_web_app google_app_engine_standard_app_version "
        "google_app_engine_flexible_app_version"
    ),
    "compute.job": "aws_batch_job_definition google_cloud_run_v2_job aws_ecs_task_definition",
    "compute.cluster": (
        "aws_eks_cluster aws_ecs_cluster aws_eks_node_group azurerm_kubernetes_cluster google_container_cluster "
        "google_container_node_pool azurerm_kubernetes_cluster_node_pool"
    ),
    "model": (
        "aws_sagemaker_endpoint azurerm_cognitive_account azurerm_cognitive_deployment azurerm_ai_services "
        "google_vertex_ai_endpoint"
    ),
    # Where data stays.
    "store.database": (
        "aws_db_instance aws_rds_cluster aws_rds_cluster_instance aws_dynamodb_table aws_redshift_cluster "
        "aws_docdb_cluster aws_docdb_cluster_instance aws_neptune_cluster aws_neptune_cluster_instance "
        "aws_elasticache_cluster aws_elasticache_replication_group aws_opensearch_domain aws_elasticsearch_domain "
        "azurerm_mssql_server azurerm_mssql_database azurerm_sql_server azurerm_sql_database "
        "azurerm_postgresql_server azurerm_postgresql_flexible_server azurerm_mysql_server "
        "azurerm_mysql_flexible_server azurerm_mariadb_server azurerm_cosmosdb_account azurerm_redis_cache "
        "azurerm_postgresql_database azurerm_postgresql_flexible_server_database azurerm_mysql_flexible_database "
        "azurerm_cosmosdb_sql_database azurerm_cosmosdb_sql_container "
        "google_sql_database_instance google_sql_database google_bigtable_instance google_spanner_instance "
        "google_spanner_database google_firestore_database google_redis_instance google_redis_cluster "
        "google_alloydb_cluster "
        "google_alloydb_instance google_bigquery_dataset google_bigquery_table"
    ),
    "store.object": (
        "aws_s3_bucket azurerm_storage_account azurerm_storage_container azurerm_storage_blob google_storage_bucket"
    ),
    "store.file": "aws_efs_file_system azurerm_storage_share google_filestore_instance",
    "store.image": "aws_ecr_repository azurerm_container_registry google_artifact_registry_repository",
    "store.log": (
        "aws_cloudwatch_log_group aws_cloudtrail azurerm_log_analytics_workspace azurerm_application_insights "
        "google_logging_project_bucket_config"
    ),
    "store.secret": (
        "aws_secretsmanager_secret aws_kms_key aws_ssm_parameter azurerm_key_vault azurerm_key_vault_secret "
        "azurerm_key_vault_key google_secret_manager_secret google_kms_crypto_key google_kms_key_ring"
    ),
    "bus.queue": (
        "aws_sqs_queue azurerm_servicebus_queue azurerm_storage_queue google_pubsub_subscription "
        "google_cloud_tasks_queue"
    ),
    "bus.topic": "aws_sns_topic azurerm_servicebus_topic azurerm_eventgrid_topic google_pubsub_topic",
    "bus.events": (
        "aws_kinesis_stream aws_cloudwatch_event_rule aws_cloudwatch_event_bus azurerm_servicebus_namespace "
        "azurerm_eventhub azurerm_eventhub_namespace google_eventarc_trigger google_cloud_scheduler_job"
    ),
    # How traffic goes.
    "network.vpc": "aws_vpc aws_default_vpc azurerm_virtual_network google_compute_network",
    "network.subnet": "aws_subnet aws_default_subnet azurerm_subnet google_compute_subnetwork",
    "network.route": (
        "aws_route aws_route_table aws_default_route_table aws_route_table_association "
        "aws_main_route_table_association "
        "azurerm_route azurerm_route_table azurerm_subnet_route_table_association google_compute_route "
        "google_compute_router"
    ),
    "network.rules": (
        "aws_security_group aws_default_security_group aws_security_group_rule aws_vpc_security_group_ingress_rule "
        "aws_vpc_security_group_egress_rule aws_network_acl aws_default_network_acl aws_network_acl_rule "
        "aws_network_acl_association aws_network_interface_sg_attachment "
        "azurerm_network_security_group azurerm_network_security_rule azurerm_application_security_group "
        "azurerm_mssql_firewall_rule azurerm_sql_firewall_rule azurerm_postgresql_firewall_rule "
        "azurerm_postgresql_flexible_server_firewall_rule azurerm_mysql_firewall_rule "
        "azurerm_mysql_flexible_server_firewall_rule azurerm_mariadb_firewall_rule "
        "azurerm_mssql_virtual_network_rule azurerm_sql_virtual_network_rule azurerm_postgresql_virtual_network_rule "
        "azurerm_mysql_virtual_network_rule azurerm_mariadb_virtual_network_rule azurerm_storage_account_network_rules "
        "azurerm_subnet_network_security_group_association azurerm_network_interface_security_group_association "
        "azurerm_network_interface_application_security_group_association google_compute_firewall"
    ),
    "network.interface": "aws_network_interface aws_network_interface_attachment azurerm_network_interface",
    "network.address": (
        "aws_eip aws_eip_association azurerm_public_ip google_compute_address google_compute_global_address"
    ),
    "network.peering": (
        "aws_vpc_peering_connection aws_vpc_peering_connection_accepter azurerm_virtual_network_peering "
        "google_compute_network_peering google_service_networking_connection"
    ),
    "network.private-endpoint": "aws_vpc_endpoint azurerm_private_endpoint",
    "network.connector": "google_vpc_access_connector",
    "gateway.internet": "aws_internet_gateway aws_internet_gateway_attachment aws_egress_only_internet_gateway",
    "gateway.egress.nat": "aws_nat_gateway azurerm_nat_gateway google_compute_router_nat",
    "gateway.ingress.load-balancer": (
        "aws_lb aws_alb aws_elb azurerm_lb azurerm_application_gateway google_compute_forwarding_rule "
        "google_compute_global_forwarding_rule"
    ),
    "gateway.ingress.api": (
        "aws_api_gateway_rest_api aws_apigatewayv2_api azurerm_api_management google_api_gateway_gateway"
    ),
    "gateway.ingress.cdn": "aws_cloudfront_distribution",
    "gateway.part": (
        "aws_lb_listener aws_alb_listener aws_lb_listener_rule aws_alb_listener_rule aws_lb_target_group "
        "aws_alb_target_group aws_lb_target_group_attachment aws_alb_target_group_attachment aws_elb_attachment "
        "aws_autoscaling_attachment aws_apigatewayv2_integration aws_apigatewayv2_route aws_apigatewayv2_stage "
        "aws_api_gateway_integration aws_api_gateway_resource aws_api_gateway_method aws_api_gateway_deployment "
        "aws_api_gateway_stage azurerm_lb_backend_address_pool azurerm_lb_rule azurerm_lb_nat_rule azurerm_lb_probe "
        "azurerm_lb_nat_pool azurerm_lb_outbound_rule "
        "azurerm_network_interface_backend_address_pool_association "
        "azurerm_network_interface_nat_rule_association "
        "azurerm_network_interface_application_gateway_backend_address_pool_association "
        "google_compute_backend_service google_compute_region_backend_service google_compute_url_map "
        "google_compute_region_url_map google_compute_target_http_proxy google_compute_target_https_proxy "
        "google_compute_region_target_http_proxy google_compute_region_target_https_proxy "
        "google_compute_target_tcp_proxy google_compute_target_ssl_proxy google_compute_target_pool "
        "google_compute_instance_group google_compute_network_endpoint_group google_compute_backend_bucket "
        "google_compute_region_network_endpoint_group google_compute_network_endpoint google_compute_target_instance "
        "google_compute_global_network_endpoint_group google_compute_global_network_endpoint "
        "google_compute_instance_group_membership google_compute_target_grpc_proxy "
        "google_compute_region_target_tcp_proxy"
    ),
    # Who may do what.
    "identity.role": ("aws_iam_role azurerm_user_assigned_identity google_service_account"),
    "identity.user": "aws_iam_user aws_iam_group",
    "identity.grant": (
        "aws_iam_policy aws_iam_role_policy aws_iam_role_policy_attachment aws_iam_policy_attachment "
        "aws_iam_instance_profile aws_iam_user_policy aws_iam_user_policy_attachment aws_iam_group_policy "
        "aws_iam_group_policy_attachment aws_iam_group_membership aws_iam_user_group_membership aws_s3_bucket_policy "
        "aws_kms_key_policy aws_secretsmanager_secret_policy aws_ecr_repository_policy aws_efs_file_system_policy "
        "aws_opensearch_domain_policy aws_elasticsearch_domain_policy "
        "aws_lambda_permission aws_sqs_queue_policy aws_sns_topic_policy aws_s3_bucket_acl "
        "aws_s3_bucket_public_access_block aws_s3_account_public_access_block azurerm_role_assignment "
        "azurerm_key_vault_access_policy "
        "google_project_iam_custom_role google_storage_bucket_access_control google_storage_bucket_acl "
        "google_storage_default_object_acl google_storage_default_object_access_control"
    ),
    # What joins two others, and is an edge between them.
    "setting.connection": (
        "aws_lambda_event_source_mapping aws_sns_topic_subscription aws_cloudwatch_event_target "
        "aws_s3_bucket_notification aws_lambda_function_url aws_cloudwatch_log_subscription_filter "
        "google_storage_notification google_logging_project_sink"
    ),
}

# What says nothing of who reaches whom.
_INERT = """
    aws_s3_bucket_versioning aws_s3_bucket_server_side_encryption_configuration aws_s3_bucket_lifecycle_configuration
    aws_s3_bucket_ownership_controls aws_s3_bucket_logging aws_s3_bucket_metric aws_s3_object aws_s3_bucket_object
    aws_s3_bucket_cors_configuration aws_s3_bucket_accelerate_configuration aws_s3_bucket_request_payment_configuration
    aws_db_subnet_group aws_db_parameter_group aws_db_option_group aws_rds_cluster_parameter_group aws_db_snapshot
    aws_elasticache_subnet_group aws_elasticache_parameter_group aws_redshift_subnet_group aws_docdb_subnet_group
    aws_neptune_subnet_group aws_docdb_cluster_parameter_group aws_dynamodb_table_item aws_kms_alias
    aws_secretsmanager_secret_version aws_secretsmanager_secret_rotation aws_cloudwatch_log_stream
    aws_cloudwatch_metric_alarm aws_cloudwatch_dashboard aws_cloudwatch_log_metric_filter aws_key_pair aws_ami
    aws_ami_copy aws_ebs_volume aws_ebs_snapshot aws_volume_attachment aws_placement_group aws_acm_certificate
    aws_acm_certificate_validation aws_lambda_layer_version aws_lambda_alias aws_lambda_function_event_invoke_config
    aws_lambda_provisioned_concurrency_config aws_ecr_lifecycle_policy aws_autoscaling_policy aws_autoscaling_schedule
    aws_appautoscaling_target aws_appautoscaling_policy aws_iam_account_password_policy aws_iam_account_alias
    aws_iam_service_linked_role aws_ec2_tag aws_vpc_dhcp_options aws_vpc_dhcp_options_association
    aws_vpc_ipv4_cidr_block_association aws_vpc_ipv6_cidr_block_association aws_flow_log
    aws_lb_listener_certificate aws_alb_listener_certificate aws_lb_cookie_stickiness_policy aws_budgets_budget
    aws_sns_topic_data_protection_policy aws_sqs_queue_redrive_policy aws_config_rule aws_guardduty_detector
    aws_securityhub_account aws_resourcegroups_group aws_ssm_document aws_backup_plan aws_backup_vault
    aws_backup_selection aws_route53_zone aws_route53_record aws_route53_health_check aws_default_vpc_dhcp_options
    aws_cloudfront_origin_access_identity aws_cloudfront_origin_access_control aws_cloudfront_cache_policy
    aws_cloudfront_response_headers_policy aws_cloudfront_origin_request_policy aws_wafv2_web_acl
    aws_wafv2_ip_set aws_wafv2_web_acl_association aws_wafregional_ipset aws_wafregional_rule aws_wafregional_web_acl
    aws_wafregional_web_acl_association aws_waf_ipset aws_waf_rule aws_waf_web_acl aws_ecs_cluster_capacity_providers
    aws_apigatewayv2_deployment aws_apigatewayv2_domain_name aws_apigatewayv2_api_mapping aws_api_gateway_account
    aws_api_gateway_api_key aws_api_gateway_usage_plan aws_api_gateway_usage_plan_key aws_api_gateway_domain_name
    aws_api_gateway_base_path_mapping aws_api_gateway_method_response aws_api_gateway_integration_response
    aws_api_gateway_method_settings aws_api_gateway_model aws_iam_openid_connect_provider aws_iam_access_key
    azurerm_resource_group azurerm_availability_set azurerm_managed_disk azurerm_virtual_machine_data_disk_attachment
    azurerm_app_service_plan azurerm_service_plan azurerm_monitor_diagnostic_setting azurerm_monitor_action_group
    azurerm_monitor_metric_alert azurerm_dns_zone azurerm_dns_a_record azurerm_dns_cname_record azurerm_private_dns_zone
    azurerm_private_dns_a_record azurerm_private_dns_zone_virtual_network_link azurerm_image azurerm_snapshot
    azurerm_proximity_placement_group azurerm_management_lock azurerm_public_ip_prefix
    azurerm_network_ddos_protection_plan
    azurerm_log_analytics_solution azurerm_network_watcher azurerm_network_watcher_flow_log azurerm_ssh_public_key
    azurerm_key_vault_certificate azurerm_nat_gateway_public_ip_association azurerm_subnet_nat_gateway_association
    azurerm_postgresql_configuration azurerm_postgresql_flexible_server_configuration azurerm_mysql_configuration
    azurerm_recovery_services_vault azurerm_backup_policy_vm azurerm_storage_management_policy
    google_project_service google_project google_compute_disk google_compute_attached_disk google_compute_health_check
    google_compute_region_health_check google_compute_http_health_check google_compute_https_health_check
    google_compute_ssl_certificate google_compute_managed_ssl_certificate google_compute_ssl_policy
    google_compute_image google_compute_snapshot google_compute_resource_policy google_compute_autoscaler
    google_compute_region_autoscaler google_dns_managed_zone google_dns_record_set google_storage_bucket_object
    google_secret_manager_secret_version google_sql_user google_monitoring_alert_policy
    google_monitoring_notification_channel google_logging_metric google_compute_project_metadata
    google_compute_project_metadata_item google_service_account_key google_compute_security_policy
    google_app_engine_application google_compute_shared_vpc_host_project google_compute_shared_vpc_service_project
    google_project_service_identity google_artifact_registry_vpcsc_config google_container_registry
    aws_s3_bucket_object_lock_configuration aws_s3_bucket_intelligent_tiering_configuration
    aws_s3_bucket_analytics_configuration aws_cloudwatch_composite_alarm aws_cloudwatch_query_definition
    aws_cloudwatch_log_data_protection_policy aws_iam_user_login_profile aws_iam_user_ssh_key
    aws_iam_server_certificate aws_iam_virtual_mfa_device aws_wafv2_rule_group aws_wafv2_regex_pattern_set
    aws_wafv2_web_acl_logging_configuration aws_accessanalyzer_analyzer aws_ebs_encryption_by_default
    aws_ebs_default_kms_key aws_ebs_snapshot_copy aws_ebs_snapshot_block_public_access aws_inspector2_enabler
    aws_cloudfront_function aws_cloudfront_key_group aws_cloudfront_public_key aws_db_event_subscription
    aws_ecr_registry_scanning_configuration aws_ecs_account_setting_default aws_autoscaling_lifecycle_hook
    aws_autoscaling_group_tag aws_dlm_lifecycle_policy aws_sqs_queue_redrive_allow_policy
    aws_lambda_code_signing_config azurerm_monitor_autoscale_setting azurerm_monitor_activity_log_alert
    azurerm_monitor_scheduled_query_rules_alert azurerm_monitor_scheduled_query_rules_alert_v2
    azurerm_mssql_server_extended_auditing_policy azurerm_mssql_database_extended_auditing_policy
    azurerm_mssql_server_security_alert_policy azurerm_mssql_server_transparent_data_encryption
    azurerm_disk_encryption_set azurerm_security_center_contact azurerm_security_center_subscription_pricing
    azurerm_resource_provider_registration azurerm_dns_txt_record azurerm_dns_mx_record azurerm_dns_ns_record
    azurerm_private_dns_cname_record azurerm_resource_group_policy_assignment google_monitoring_dashboard
    google_logging_project_exclusion google_org_policy_policy google_project_organization_policy
    google_compute_region_ssl_certificate google_compute_region_disk google_compute_disk_resource_policy_attachment
    google_compute_region_security_policy google_folder google_pubsub_schema google_billing_budget
    google_sql_ssl_cert google_certificate_manager_certificate google_certificate_manager_certificate_map
    google_certificate_manager_dns_authorization google_certificate_manager_certificate_map_entry
"""

_KIND_OF = {name: kind for kind, names in _TABLE.items() for name in names.split()} | {
    f"google_{subject}_iam_{form}": "identity.grant"
    for subject in GRANTED_BY_GOOGLE
    for form in ("member", "binding", "policy")
}
_INERT_NAMES = frozenset(_INERT.split())
_INERT_PROVIDERS = re.compile(r"(?:random|null|tls|local|time|archive|template|external|cloudinit)_|terraform_data$")


def kind_of(type_name: str) -> str:
    """Return the kind of a type."""
    known = _KIND_OF.get(type_name)
    if known is not None:
        return known
    return SETTING if type_name in _INERT_NAMES or _INERT_PROVIDERS.match(type_name) else OTHER


def types_of(prefix: str, *kinds: str) -> frozenset[str]:
    """Return the types of some kinds, of one provider."""
    return frozenset(name for name, kind in _KIND_OF.items() if kind in kinds and name.startswith(prefix))
